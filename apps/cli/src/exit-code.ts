/** Exit codes, stable: scripts and CI rely on them. */
export const exitCode = {
  fine: 0,
  bug: 1,
  usage: 2,
  world: 3,
  checkFailed: 100,
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]

/** A mistake in how the command was called, with what to do about it. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly code = 'CLI-USAGE-001'
}

/** The first prefix that fits counts. */
const byCode: readonly (readonly [prefix: string, code: ExitCode])[] = [
  ['CLI-USAGE', exitCode.usage],
  ['CLI-FILE', exitCode.world],
  ['CLI-INTERRUPTED', exitCode.interrupted],
  ['COLLECT-INFRA', exitCode.world],
  ['COLLECT-', exitCode.usage],
  ['CONFIG-', exitCode.usage],
  // A file, or a version, that the server does not take.
  ['DIFY-IMPORT', exitCode.usage],
  ['DIFY-VERSION', exitCode.usage],
  ['DIFY-', exitCode.world],
  ['DSL-', exitCode.usage],
  ['EXEC-LOCK', exitCode.world],
  ['EXEC-', exitCode.usage],
  // Another process is at it.
  ['OPT-JOURNAL-003', exitCode.world],
  ['OPT-JOURNAL-004', exitCode.world],
  ['OPT-', exitCode.usage],
  // Labels and versions that are not there or cannot be: a word of the command was wrong, not the disk.
  ['STORE-LABEL-', exitCode.usage],
  ['STORE-MISSING-', exitCode.usage],
  ['STORE-', exitCode.world],
  ['FS-', exitCode.world],
  // What a person did not provide, before what failed although it was there.
  ['LLM-MODEL', exitCode.usage],
  ['LLM-PACKAGE', exitCode.usage],
  ['LLM-PRICE', exitCode.usage],
  ['LLM-', exitCode.world],
  ['SIM-LISTEN', exitCode.world],
  ['SIM-', exitCode.usage],
  ['SANDBOX-UNAVAILABLE', exitCode.usage],
  ['SANDBOX-TEMPLATE', exitCode.usage],
  ['SANDBOX-', exitCode.world],
  ['RUN-NODE', exitCode.world],
  ['RUN-LIMIT', exitCode.world],
  ['RUN-', exitCode.usage],
]

/** The exit code for an error; `undefined` when it is none that a person can act on, which makes it a bug of ours. */
export function exitCodeOf(error: unknown): ExitCode | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return byCode.find(([prefix]) => code.startsWith(prefix))?.[1]
}
