import { InvalidVersionError, VersionConflictError } from './errors.ts'
import { parseVersion } from './parse-version.ts'
import { promptKey } from './prompt-key.ts'
import type { PromptVersion } from './records.ts'

/**
 * Checks the records of a batch as `parseVersion` does, and that no two of them are the same version of one prompt.
 * @throws {@link InvalidVersionError} whose `context.index` is the place of the first record that does not fit.
 * @throws {@link VersionConflictError} when two records are the same version.
 */
export function parseBatch(records: readonly PromptVersion[]): PromptVersion[] {
  const parsed = records.map(parseMember)
  const seen = new Set<string>()
  for (const { prompt_id: promptId, version } of parsed) {
    // No version holds a blank, so that no two pairs have one key.
    const key = `${version} ${promptKey(promptId)}`
    if (seen.has(key)) throw new VersionConflictError({ promptId, version })
    seen.add(key)
  }
  return parsed
}

function parseMember(record: PromptVersion, index: number): PromptVersion {
  try {
    return parseVersion(record)
  } catch (error) {
    if (!(error instanceof InvalidVersionError)) throw error
    throw new InvalidVersionError(error.issues, { ...error.context, index }, { cause: error.cause })
  }
}
