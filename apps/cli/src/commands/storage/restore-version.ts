import { exitCode, type ExitCode, UsageError } from '../../exit-code.ts'
import { openNamedStorage } from '../../open-storage.ts'
import { invocation } from '../../terminal/invocation.ts'
import { print, printJson } from '../../terminal/print.ts'
import type { StorageCommandOptions } from './storage-command-options.ts'

/** Takes the deletion of a version back. */
export async function restoreVersion(
  promptId: string,
  version: string,
  options: StorageCommandOptions,
): Promise<ExitCode> {
  await using store = await openNamedStorage(options)
  if (!(await store.restoreDeleted(promptId, version))) {
    throw new UsageError(
      `The trash has no content of version ${version} of "${promptId}". See what it has: ${invocation()} storage deleted`,
    )
  }
  if (options.json) printJson({ prompt_id: promptId, version })
  else print(`${promptId}: ${version} is back.`)
  return exitCode.fine
}
