import { expect, test } from 'vitest'
import { looksSecret } from '../../src/load/looks-secret.ts'

test.each([
  'api_key',
  'apiKey',
  'api_kye',
  'pai_key',
  'API-KEY',
  'OPENAI_API_KEY',
  'tokne',
  'tokens',
  'secert',
  'passwrod',
  'pass',
  'auth',
  'mytoken',
  'dbpassword',
  'authorisation',
  'Authorisaton',
  'admin_apikey',
])('%s reads like the name of a secret', (name) => {
  expect(looksSecret(name)).toBe(true)
})

test.each([
  'optimization',
  'optimizations',
  'organization',
  'modernization',
  'model',
  'level',
  'broken',
  'spoken',
  'url',
])('%s does not', (name) => {
  expect(looksSecret(name)).toBe(false)
})
