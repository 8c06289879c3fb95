/** The text as a pattern that finds it and nothing else, also under the flag `u`. */
export function escapePattern(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}/]/g, String.raw`\$&`)
}
