import { modelFailure } from '@autoopt/collector'
import * as llm from '@autoopt/llm'
import { expect, test } from 'vitest'

/** One error of each class that `@autoopt/llm` has. */
const errors = Object.values(llm as Readonly<Record<string, unknown>>).flatMap((one): llm.ModelError[] => {
  if (typeof one !== 'function' || !(one.prototype instanceof Error) || one === llm.ModelError) return []
  const make = one as unknown as new (message: string, context: object) => Error
  const error = new make('it failed', { reachedServer: true })
  return error instanceof llm.ModelError ? [error] : []
})

test.each(errors.map((error) => [error.code, error] as const))(
  '%s is a failure of the infrastructure exactly when the package of models says so',
  (_, error) => {
    expect(modelFailure(error) !== undefined).toBe(llm.isInfrastructureError(error))
  },
)

test.each(errors.filter(({ retryable }) => retryable !== undefined).map((error) => [error.code, error] as const))(
  '%s may pass, and is tried again',
  (_, error) => {
    const names = { rate_limit: 'rate_limit', server_error: 'server', timeout: 'timeout', network: 'network' } as const

    expect(modelFailure(error)).toMatchObject({ class: names[error.retryable ?? 'network'], retryable: true })
  },
)

test('there are errors to look at', () => {
  expect(errors.length).toBeGreaterThan(10)
})

test('what a server asks to wait is told on', () => {
  expect(modelFailure(new llm.ModelRateLimitError('slow down', { retryAfterMs: 1234 }))?.retryAfterMs).toBe(1234)
})
