/**
 * How long a server asks to wait, in milliseconds: `retry-after-ms`, or `Retry-After` in seconds or as a date (RFC 9110 §10.2.3).
 */
export function retryAfterMs(
  headers: Readonly<Record<string, string | undefined>>,
  wallTime: number = Date.now(),
): number | undefined {
  const milliseconds = positive(headers['retry-after-ms'])
  if (milliseconds !== undefined) return milliseconds
  const value = headers['retry-after']
  const seconds = positive(value)
  if (seconds !== undefined) return seconds * 1000
  // Without the name of a month, `Date.parse` reads dates into stray numbers.
  const date = value !== undefined && /[a-z]{3}/i.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - wallTime)
}

function positive(value: string | undefined): number | undefined {
  return value !== undefined && /^\s*\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : undefined
}
