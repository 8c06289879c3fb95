/** At most so many UTF-16 code units of a text, with `…` where it was cut, and never half a character. */
export function cutText(text: string, longest: number): string {
  if (text.length <= longest) return text
  const end = longest - 1
  const splits = /[\uD800-\uDBFF]/u.test(text.charAt(end - 1)) && /[\uDC00-\uDFFF]/u.test(text.charAt(end))
  return `${text.slice(0, splits ? end - 1 : end)}…`
}
