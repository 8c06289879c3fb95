import { isRecord, recordOf, textOf } from '../../app/untyped.ts'
import { NodeError } from '../../errors.ts'
import type { NodeContext, RuntimeNode } from '../node-runner.ts'

/**
 * The header that authorizes a request; `undefined` when the node needs none.
 *
 * @throws {@link NodeError} of type `AuthorizationConfigError` when there is no key.
 */
export function readAuthorization(
  { data }: RuntimeNode,
  context: NodeContext,
): readonly [name: string, value: string] | undefined {
  const authorization = recordOf(data['authorization'])
  if (authorization['type'] !== 'api-key') return undefined
  if (!isRecord(authorization['config'])) throw refuse('authorization config is required')
  const { type, api_key, header } = authorization['config']
  const key = context.renderText(textOf(api_key) ?? '')
  if (key.trim() === '' && context.dify === '1.12') {
    throw refuse('API key is required for authorization but was empty. Please provide a valid API key.')
  }
  const name = textOf(header) ?? ''
  return [name === '' ? 'Authorization' : name, valueOf(type, key)]
}

function valueOf(type: unknown, key: string): string {
  if (type === 'bearer') return `Bearer ${key}`
  if (type !== 'basic') return key
  return `Basic ${key.includes(':') ? Buffer.from(key).toString('base64') : key}`
}

function refuse(message: string): NodeError {
  return new NodeError(message, { type: 'AuthorizationConfigError' })
}
