import * as llm from '@autoopt/llm'
import { expect, test } from 'vitest'
import { modelFailure } from '../../src/target/model-failure.ts'
import { retryAfterMs } from '@autoopt/config'

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

test.each([
  [{ 'retry-after': '2' }, 2000],
  [{ 'retry-after': '1.5' }, 1500],
  [{ 'retry-after-ms': '250', 'retry-after': '2' }, 250],
  [{ 'retry-after': 'Thu, 01 Jan 1970 00:01:00 GMT' }, 60_000],
  [{ 'retry-after': 'soon' }, undefined],
  [{ 'retry-after': '-3' }, undefined],
  [{}, undefined],
])('%o asks for %s ms', (headers, expected) => {
  expect(retryAfterMs(headers as Record<string, string>, 0)).toBe(expected)
})
