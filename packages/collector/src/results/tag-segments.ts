/** Reads dimensions out of tags: `language:zh` puts a case into the segment `zh` of `language`. The first of a dimension counts. */
export function tagSegments(tags: readonly string[]): Record<string, string> {
  const segments = new Map<string, string>()
  for (const tag of tags) {
    const [, name, value] = /^([^:\s]+):(\S.*)$/su.exec(tag) ?? []
    if (name !== undefined && value !== undefined && !segments.has(name)) segments.set(name, value)
  }
  return Object.fromEntries(segments)
}
