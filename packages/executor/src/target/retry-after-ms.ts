/** How long a server asks to wait: `retry-after-ms`, or `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3). */
export function retryAfterMs(
  headers: Readonly<Record<string, string>>,
  wallTime: number = Date.now(),
): number | undefined {
  const milliseconds = amountOf(headers['retry-after-ms'])
  if (milliseconds !== undefined) return milliseconds
  const asked = headers['retry-after']
  const seconds = amountOf(asked)
  if (seconds !== undefined) return seconds * 1000
  const date = asked === undefined || !/[a-z]{3}/iu.test(asked) ? Number.NaN : Date.parse(asked)
  return Number.isNaN(date) ? undefined : Math.max(0, date - wallTime)
}

function amountOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d+(?:\.\d+)?\s*$/u.test(text) ? Number(text) : undefined
}
