import { z } from 'zod'
import { InfrastructureError } from '../results/infrastructure-error.ts'
import { CollectorError } from '../errors.ts'
import type { ExpressionSandbox } from './assertion-ports.ts'
import { excerpt } from './excerpt.ts'
import { expressionOf } from './expression-of.ts'
import { decide, failVoid, type Finding } from './finding.ts'

/** Milliseconds that the code of one assertion may run. */
const TIMEOUT_MS = 5_000

const resultSchema = z.union([
  z.boolean(),
  z.number(),
  z.object({ pass: z.boolean(), score: z.number().optional(), reason: z.string().optional() }),
])

/** What the code gets, and where it runs. */
export interface CheckJavascriptOptions {
  readonly sandbox: ExpressionSandbox
  readonly globals: { readonly output: unknown; readonly context: Readonly<Record<string, unknown>> }
  readonly threshold?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * What code says of the output: true or false, a number (at least `threshold`, else above 0, is a pass; the score is the number
 * within 0…1), or `{ pass, score, reason }`. Code that fails, or returns something else, fails the assertion, with `not-` too.
 *
 * @throws {@link UncheckableError} when it is no JavaScript.
 * @throws {@link InfrastructureError} when the sandbox is broken.
 */
export async function checkJavascript(code: string, options: CheckJavascriptOptions): Promise<Finding> {
  const outcome = await run(expressionOf(code), options)
  if (!outcome.ok) return failVoid(`The code failed: ${excerpt(outcome.message, 500)}`)
  const parsed = resultSchema.safeParse(outcome.value)
  if (!parsed.success) {
    return failVoid(
      `The code returned ${kindOf(outcome.value)}; it must return true or false, a number, or { pass, score, reason }.`,
    )
  }
  return findingOf(parsed.data, options.threshold)
}

async function run(expression: string, { sandbox, globals, signal }: CheckJavascriptOptions) {
  try {
    return await sandbox.runExpression(expression, globals, { signal, timeoutMs: TIMEOUT_MS })
  } catch (cause) {
    if (signal?.aborted === true || cause instanceof CollectorError) throw cause
    const message = cause instanceof Error ? cause.message : String(cause)
    throw new InfrastructureError(`The sandbox for javascript assertions failed: ${message}`, { class: 'other', cause })
  }
}

function findingOf(result: z.infer<typeof resultSchema>, threshold: number | undefined): Finding {
  if (typeof result === 'boolean') return decide(result, `The code returned ${result}.`)
  if (typeof result === 'number') {
    const holds = threshold === undefined ? result > 0 : result >= threshold
    const limit = threshold === undefined ? '' : `, ${holds ? 'at least' : 'less than'} ${threshold}`
    return { holds, score: within(result), reason: `The code returned ${result}${limit}.` }
  }
  const score = result.score ?? Number(result.pass)
  const holds = result.pass && (threshold === undefined || score >= threshold)
  const said = result.reason === undefined || result.reason === '' ? '' : `: ${excerpt(result.reason)}`
  return {
    holds,
    score: within(score),
    reason: `The code returned ${result.pass ? 'a pass' : 'a fail'} of ${score}${said}`,
  }
}

function within(score: number): number {
  return Math.min(1, Math.max(0, score))
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`
}
