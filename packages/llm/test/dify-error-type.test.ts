import { expect, it } from 'vitest'
import {
  BudgetExceededError,
  CircuitOpenError,
  difyErrorType,
  ModelAccessError,
  ModelNetworkError,
  ModelRateLimitError,
  ModelRequestError,
  ModelServerError,
  UnknownModelError,
} from '../src/index.ts'

it.each([
  [new ModelRateLimitError('x', {}), 'InvokeRateLimitError'],
  [new ModelAccessError('x', {}), 'InvokeAuthorizationError'],
  [new ModelRequestError('x', {}), 'InvokeBadRequestError'],
  [new ModelServerError('x', {}), 'InvokeServerUnavailableError'],
  [new ModelNetworkError('x', { reachedServer: false }), 'InvokeConnectionError'],
  [new CircuitOpenError('x', {}), 'InvokeConnectionError'],
])('names %s as Dify does', (error, name) => expect(difyErrorType(error)).toBe(name))

it.each([[new BudgetExceededError('x', {})], [new UnknownModelError('x', {})], [new TypeError('x')]])(
  'has no name for what Dify does not have: %s',
  (error) => expect(difyErrorType(error)).toBeUndefined(),
)
