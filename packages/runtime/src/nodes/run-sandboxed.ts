import { NodeError } from '../errors.ts'
import { SandboxCodeError, SandboxCrashError, SandboxMemoryError, SandboxTimeoutError } from '../sandbox/errors.ts'
import type { SandboxValue } from '../sandbox/sandbox.ts'

/**
 * Waits for the sandbox on behalf of a node.
 *
 * @param details What the node says of a failure of its code.
 * @throws {@link NodeError} when the code fails or is stopped. That there is no Python, or no exact template engine, is no failure of
 *   the node: it ends the run.
 */
export async function runSandboxed<Result>(
  run: Promise<Result>,
  details: { readonly type: string; readonly inputs: Readonly<Record<string, SandboxValue>> },
): Promise<Result> {
  try {
    return await run
  } catch (error) {
    const isOfTheCode = [SandboxCodeError, SandboxTimeoutError, SandboxMemoryError, SandboxCrashError].some(
      (failure) => error instanceof failure,
    )
    if (!isOfTheCode || !(error instanceof Error)) throw error
    throw new NodeError(error.message, { ...details, cause: error })
  }
}
