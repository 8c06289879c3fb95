const mostWords = 12

/** How a reason reads without its particulars: quoted texts, JSON and numbers are taken out, and the rest is cut to 12 words. */
export function reasonShape(reason: string): string {
  return reason
    .slice(0, 2000)
    .toLowerCase()
    .replace(/"[^"]*"|“[^”]*”|「[^」]*」|`[^`]*`|(?<![\p{L}\p{N}])'[^']*'/gu, ' ')
    .replace(/[[{].*[\]}]/gsu, ' ')
    .replace(/\d+/gu, ' ')
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '')
    .slice(0, mostWords)
    .join(' ')
}
