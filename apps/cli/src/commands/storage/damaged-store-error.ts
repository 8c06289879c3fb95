import type { Problem } from '@autoopt/storage-fs'
import { invocation } from '../../terminal/invocation.ts'

/** A store that was verified before it was used, and is damaged. */
export class DamagedStoreError extends Error {
  override readonly name = 'DamagedStoreError'
  readonly code = 'CLI-FILE-002'
  /** What was found, as texts. */
  readonly problems: readonly string[]

  constructor(folder: string, problems: readonly Problem[]) {
    const [first] = problems
    super(
      `The store at ${folder} is damaged (${first?.path}: ${first?.message}). See ${invocation()} storage verify --storage ${JSON.stringify(folder)}`,
    )
    this.problems = problems.map(({ kind, path, message }) => `${kind} ${path}: ${message}`)
  }
}
