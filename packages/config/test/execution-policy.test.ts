import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  type ExecutionPolicy,
  executionOverridesSchema,
  executionPolicySchema,
  resolveExecutionPolicy,
} from '../src/index.ts'

describe('executionOverridesSchema', () => {
  test('says nothing of what it is not told', () => {
    expect(executionOverridesSchema.parse({})).toEqual({})
    expect(executionOverridesSchema.parse({ retry: { max_attempts: 1 } })).toEqual({ retry: { max_attempts: 1 } })
  })

  test('refuses unknown keys and values out of bounds, at every depth', () => {
    expect(executionOverridesSchema.safeParse({ retry: { max_atempts: 1 } }).success).toBe(false)
    expect(executionOverridesSchema.safeParse({ max_concurrency: 0 }).success).toBe(false)
  })
})

describe('resolveExecutionPolicy', () => {
  test('without layers it is the defaults', () => {
    expect(resolveExecutionPolicy()).toEqual(executionPolicySchema.parse({}))
  })

  test('a later layer wins key by key, and replaces lists', () => {
    const env = executionPolicySchema.parse({ max_concurrency: 8, retry: { max_attempts: 9, initial_delay_ms: 1 } })
    const policy = resolveExecutionPolicy(env, { retry: { max_attempts: 2, retry_on: ['timeout'] } })
    expect(policy).toMatchObject({
      max_concurrency: 8,
      retry: { max_attempts: 2, initial_delay_ms: 1, retry_on: ['timeout'] },
    })
  })

  test('gives a whole policy', () => {
    expectTypeOf(resolveExecutionPolicy({ repeat: 3 })).toEqualTypeOf<ExecutionPolicy>()
  })
})
