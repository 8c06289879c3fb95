import { bySemver } from '@autoopt/storage-core'
import { Range } from 'semver'
import { InvalidQueryError } from '../errors.ts'
import { isVersion } from '../layout/version-file-name.ts'
import type { OpenStore } from '../open-store.ts'

export interface ListVersionNumbersOptions {
  /** Leaves out versions that do not satisfy it, e.g. `^1.2.0`; prereleases satisfy only ranges that name one. */
  readonly range?: string | undefined
  /** How many numbers to give at most. Default: all. */
  readonly limit?: number | undefined
  /** `descending` begins with the latest. Default: `ascending`. */
  readonly order?: 'ascending' | 'descending' | undefined
  /** The last number of the page before; it need not exist any more. */
  readonly after?: string | undefined
}

/**
 * The numbers of a prompt's versions, in order; the whole way of `listVersionNumbers`.
 * @throws {@link InvalidQueryError} when `range` is no range, or `after` no number.
 */
export async function listVersionNumbers(
  store: OpenStore,
  promptId: string,
  { range, limit = Number.POSITIVE_INFINITY, order = 'ascending', after }: ListVersionNumbersOptions = {},
): Promise<string[]> {
  const isWanted = range === undefined ? () => true : parseRange(store, range)
  if (after !== undefined && !isVersion(after)) {
    throw new InvalidQueryError(store.layout.root, {
      option: 'after',
      value: after,
      expected: 'a number such as 1.2.0',
    })
  }
  if (!(await store.open())) return []
  const ascending = await store.reader.versions(promptId)
  const versions = order === 'ascending' ? ascending : ascending.toReversed()
  const sign = order === 'ascending' ? 1 : -1
  const isLater = (version: string): boolean => after === undefined || sign * bySemver(version, after) > 0
  return versions.filter((version) => isLater(version) && isWanted(version)).slice(0, Math.max(0, limit))
}

function parseRange({ layout }: OpenStore, text: string): (version: string) => boolean {
  try {
    const range = new Range(text)
    return (version) => range.test(version)
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause
    const expected = 'a range such as ^1.2.0 or >=1.0.0 <2.0.0'
    throw new InvalidQueryError(layout.root, { option: 'range', value: text, expected }, { cause })
  }
}
