import { expect, it } from 'vitest'
import { CollectorError } from '../../src/errors.ts'
import { InfrastructureError } from '../../src/results/infrastructure-error.ts'

it('takes passing troubles for worth another try, and the others not', () => {
  expect(new InfrastructureError('busy', { class: 'rate_limit', retryAfterMs: 500 })).toMatchObject({
    code: 'COLLECT-INFRA-001',
    class: 'rate_limit',
    retryable: true,
    retryAfterMs: 500,
  })
  expect(new InfrastructureError('no key', { class: 'auth' }).retryable).toBe(false)
  expect(new InfrastructureError('odd', { class: 'other', retryable: true }).retryable).toBe(true)
})

it('keeps its cause and is known by its code', () => {
  const cause = new Error('ECONNRESET')
  const error = new InfrastructureError('The line broke', { class: 'network', cause })
  expect(error.cause).toBe(cause)
  expect(error).toBeInstanceOf(CollectorError)
  expect(error).toBeInstanceOf(InfrastructureError)
})
