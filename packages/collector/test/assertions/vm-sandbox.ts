import { runInNewContext } from 'node:vm'
import type { ExpressionSandbox } from '../../src/index.ts'

/** Runs code in this process, which is no sandbox, but does for tests. */
export const vmSandbox: ExpressionSandbox = {
  async runExpression(code, globals, { timeoutMs }) {
    try {
      const value: unknown = runInNewContext(`JSON.stringify(${code})`, JSON.parse(JSON.stringify(globals)), {
        timeout: Math.min(timeoutMs, 100),
      })
      return { ok: true, value: typeof value === 'string' ? JSON.parse(value) : undefined }
    } catch (error) {
      return { ok: false, message: String(error) }
    }
  },
}
