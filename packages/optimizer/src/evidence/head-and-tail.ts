const headShare = 0.65

/** A text of at most `mostChars` UTF-16 units (40 or more): what is too long loses its middle, and says how much is gone. */
export function headAndTail(text: string, mostChars: number): string {
  if (text.length <= mostChars) return text
  const gap = ` … [${text.length} characters in all] … `
  const kept = mostChars - gap.length
  const head = Math.floor(kept * headShare)
  return `${whole(text.slice(0, head))}${gap}${whole(text.slice(text.length - (kept - head)))}`
}

/** Without the half of a character that the cut went through. */
function whole(text: string): string {
  return text.replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/u, '')
}
