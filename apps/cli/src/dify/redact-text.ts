const patterns: readonly (readonly [RegExp, string])[] = [
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, '<e-mail>'],
  [/\b(?:sk|pk|app|key|token)[-_][\w-]{12,}|\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '<key>'],
  [/\bhttps?:\/\/[^\s/@]+:[^\s/@]+@/g, 'https://<user>@'],
  // Cards, accounts, identity numbers and telephones: nine digits or more, however they are grouped.
  [/\+?\d(?:[ ().-]?\d){8,}/g, '<number>'],
]

/** A text without what looks like personal data: e-mail addresses, keys, credentials in addresses, long numbers. */
function redactText(text: string): string {
  return patterns.reduce((clean, [pattern, mask]) => clean.replace(pattern, mask), text)
}

/** {@link redactText} for every text in a value. */
export function redactValue(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value)
  if (Array.isArray(value)) return value.map(redactValue)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactValue(item)]))
}
