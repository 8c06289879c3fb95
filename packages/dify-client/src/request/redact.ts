const mask = '***'
const looksSecret =
  /\b(?:app|dataset)-[A-Za-z0-9]{16,}|\bBearer\s+[^\s"',;]+|\beyJ[\w-]+\.[\w-]+\.[\w-]*|\b(?:sk|pk|rk|gsk|hf|xai)[-_][A-Za-z0-9_-]{16,}/g
const maxLength = 500

/** What a server or the network said, without the secrets that are known and without what looks like one, cut at 500 characters. */
export function redact(text: string, secrets: Iterable<string>): string {
  let clean = text
  for (const secret of secrets) {
    if (secret === '') continue
    clean = clean.replaceAll(secret, mask)
    const encoded = encodeURIComponent(secret)
    if (encoded !== secret) clean = clean.replaceAll(encoded, mask)
  }
  // A character that the cut would halve is dropped.
  return clean
    .replace(looksSecret, mask)
    .slice(0, maxLength)
    .replace(/[\ud800-\udbff]$/, '')
}
