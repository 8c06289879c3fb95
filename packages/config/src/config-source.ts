import type { ConfigPath } from './load/config-path.ts'
import type { ConfigProblem } from './config-problem.ts'

/** What a check has to say about one place. */
export interface ProblemDetails {
  /** Default: `error`. */
  readonly severity?: ConfigProblem['severity']
  readonly message: string
  /** What should stand there, to follow the word "expected". */
  readonly expected?: string
  /** Names of which one was probably meant; the nearest to what the file says is suggested. */
  readonly candidates?: readonly string[]
}

/** Where a configuration was read from. It shows lines of the files only with their secrets masked. */
export interface ConfigSource {
  /** Describes a problem at a path, with the line of the file in which it stands. */
  problemAt(path: ConfigPath, details: ProblemDetails): ConfigProblem
  /** As {@link problemAt}, of the key that ends the path, not of its value. */
  problemAtKey(path: ConfigPath, details: ProblemDetails): ConfigProblem
}

/** A valid configuration, and what to change in its file all the same. */
export interface LoadedConfig<Value> {
  readonly value: Value
  /** Old names, mostly. */
  readonly warnings: readonly ConfigProblem[]
  readonly source: ConfigSource
}
