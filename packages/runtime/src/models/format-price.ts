/** Dollars as a decimal text. Nine digits hide the rounding of doubles and show a billionth of a dollar. */
export function formatPrice(price: number): string {
  return price.toFixed(9).replace(/\.?0+$/, '')
}
