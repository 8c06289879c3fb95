import { runInNewContext } from 'node:vm'
import type { ExpressionSandbox } from '../../src/index.ts'

/** Runs code in this process, which is no sandbox, but does for tests. */
export function vmSandbox(timeout = 20_000): ExpressionSandbox {
  return {
    async runExpression(code, globals) {
      try {
        const value: unknown = runInNewContext(`JSON.stringify(${code})`, JSON.parse(JSON.stringify(globals)), {
          timeout,
        })
        return { ok: true, value: typeof value === 'string' ? JSON.parse(value) : undefined }
      } catch (error) {
        return { ok: false, message: String(error) }
      }
    },
  }
}
