import { coerce, gte, major, minor, type SemVer } from 'semver'

/** What differs between versions of Dify, as far as a client sees it. */
export interface VersionTraits {
  readonly version: string
  /** Whose behaviour runs follow. */
  readonly runtime: '0.15' | '1.12'
  readonly dslVersion: string
  readonly signsInByCookie: boolean
  readonly encodesPasswords: boolean
  readonly runsVersions: boolean
  readonly checksDependencies: boolean
  readonly listsServiceRuns: boolean
  readonly tellsChatRuns: boolean
  /** Whether runs are in the log from their beginning, or from their end. */
  readonly logsRunsAtStart: boolean
  /** Old servers write times of runs as dates, mask secrets in part, and count events. */
  readonly isOld: boolean
}

export function traitsOf(version: string): VersionTraits {
  const parsed = coerce(version)
  if (parsed === null) throw new TypeError(`${version} is no version of Dify`)
  const isOld = parsed.major === 0
  return {
    version,
    runtime: isOld ? '0.15' : '1.12',
    dslVersion: isOld ? '0.1.5' : '0.5.0',
    signsInByCookie: gte(parsed, '1.9.2'),
    encodesPasswords: gte(parsed, '1.11.2'),
    runsVersions: gte(parsed, '1.8.0'),
    checksDependencies: gte(parsed, '1.0.0'),
    listsServiceRuns: gte(parsed, '1.10.0'),
    tellsChatRuns: gte(parsed, '1.0.0'),
    logsRunsAtStart: gte(parsed, '1.11.2'),
    isOld,
  }
}

export type ImportStanding = 'completed' | 'completed-with-warnings' | 'pending'

/** What a server does with a file of some version of the format; undefined when the version cannot be read. */
export function standingOf(imported: string, { dslVersion, isOld }: VersionTraits): ImportStanding | undefined {
  const theirs = /^\d+(?:\.\d+){0,2}$/.test(imported) ? coerce(imported) : null
  if (theirs === null) return undefined
  const ours = coerce(dslVersion) as SemVer
  const isSameMinor = major(theirs) === major(ours) && minor(theirs) === minor(ours)
  if (theirs.compare(ours) > 0) return 'pending'
  if (isOld) {
    if (!isSameMinor) return 'pending'
    return theirs.compare(ours) === 0 ? 'completed' : 'completed-with-warnings'
  }
  if (major(theirs) < major(ours)) return 'pending'
  return isSameMinor ? 'completed' : 'completed-with-warnings'
}
