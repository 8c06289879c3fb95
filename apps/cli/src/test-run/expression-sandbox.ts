import type { ExpressionSandbox } from '@autoopt/collector'
import {
  type Sandbox,
  SandboxCodeError,
  SandboxMemoryError,
  SandboxTimeoutError,
  type SandboxValue,
} from '@autoopt/runtime'

/** Evaluates expressions of assertions where the code of workflows runs. */
export function expressionSandbox(sandbox: Sandbox): ExpressionSandbox {
  return {
    async runExpression(code, globals, { signal, timeoutMs }) {
      const inputs = globals as Readonly<Record<string, SandboxValue>>
      const program = programOf(code, Object.keys(globals))
      try {
        return {
          ok: true,
          value: await sandbox.runJavaScript(program, inputs, {
            timeoutMs,
            ...(signal === undefined ? {} : { signal }),
          }),
        }
      } catch (error) {
        if (!isOwnFault(error)) throw error
        return { ok: false, message: error.message }
      }
    },
  }
}

/** The sandbox makes no code of texts, so the expression stands in the program itself. */
function programOf(code: string, names: readonly string[]): string {
  return `function main({ ${names.join(', ')} }) {\nreturn (${code}\n) ?? null\n}`
}

/** Whether the code is to blame, and not the sandbox. */
function isOwnFault(error: unknown): error is Error {
  return (
    error instanceof SandboxCodeError || error instanceof SandboxTimeoutError || error instanceof SandboxMemoryError
  )
}
