/** A share as a percentage that is never rounded to 0 or to 100. */
export function formatPercent(share: number): string {
  const percent = share * 100
  const rounded = Number(percent.toFixed(1))
  if (rounded === 0 && share > 0) return '<0.1 %'
  if (rounded === 100 && share < 1) return '>99.9 %'
  return `${rounded} %`
}
