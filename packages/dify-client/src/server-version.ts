import { coerce, gte } from 'semver'

/** What not every version can do, and the first that can. */
const firstVersions = {
  /** Runs a published version by its id: `POST /v1/workflows/{workflow_id}/run`. */
  runsVersions: '1.8.0',
  /** Signs in by cookies with a CSRF token. */
  signsInByCookie: '1.9.2',
  /** Wants passwords in Base64. */
  encodesPasswords: '1.11.2',
  /** Says which plugins an imported app lacks. */
  checksDependencies: '1.0.0',
  /** Lists the runs of the service API too. */
  listsServiceRuns: '1.10.0',
  /** Tells the detail of a chatflow's run. */
  tellsChatRuns: '1.0.0',
  /** Writes a run into the log when it begins; before, when it ends. */
  logsRunsAtStart: '1.11.2',
} as const

export type DifyAbility = keyof typeof firstVersions

/** Tells whether a server can do something; undefined when its version is not known. */
export function canServer(version: string | undefined, ability: DifyAbility): boolean | undefined {
  const parsed = coerce(version)
  return parsed === null ? undefined : gte(parsed, firstVersions[ability])
}

/** The first version that can do something. */
export function firstVersionWith(ability: DifyAbility): string {
  return firstVersions[ability]
}
