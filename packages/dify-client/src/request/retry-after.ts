/** How long a server asks to wait, in milliseconds: `Retry-After` in seconds or as a date (RFC 9110 §10.2.3). */
export function retryAfterMs(value: string | null, wallTime: number = Date.now()): number | undefined {
  if (value === null) return undefined
  if (/^\s*\d+(?:\.\d+)?\s*$/.test(value)) return Number(value) * 1000
  // Without the name of a month, `Date.parse` reads numbers into stray dates.
  const date = /[a-z]{3}/i.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - wallTime)
}
