import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ConfigError, parseEnvConfig, parseWorkflowCatalog } from '../../src/index.ts'
import { configErrorOf, onlyProblemOf } from '../problems-of.ts'

/** Everything that a program could print of a call: its value, or its error in every form. */
function everythingShown(call: () => object): string {
  const forms = (value: unknown) => [
    JSON.stringify(value),
    inspect(value, { depth: null, showHidden: true, getters: true }),
    String(value),
  ]
  try {
    return forms(call()).join('\n')
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return [...forms(error), ...forms(error.problems), error.message, error.stack].join('\n')
  }
}

/** Quoted YAML text of a secret that says nothing about itself. */
const plainSecret = fc.stringMatching(/^[a-z]{3}[ !%;?][a-z]{6,10}[0-9]$/)
const writtenAs = fc.constantFrom<(secret: string, indent: string) => string>(
  (secret) => JSON.stringify(secret),
  (secret) => `'${secret}'`,
  (secret) => `"\${UNSET:-${secret}}"`,
  (secret, indent) => `|-\n${indent}  ${secret}`,
  (secret) => `!!str "${secret}"`,
  (secret) => `&anchor "${secret}" # as in the vault`,
  () => '${FROM_VAULT}',
)
const mistake = fc.constantFrom(
  '',
  'modle: x',
  'base_url: nonsense',
  'timeout_ms: soon',
  'api_key: twice',
  '[',
  '\tx',
  '"',
  'x: *nowhere',
  'headers: 3',
  'parameters: {temperature: ${FROM_VAULT}}',
)
const secretKey = fc.constantFrom('api_key', 'api_kye', 'apikey', 'token', 'headers', 'Authorization', 'password')

describe('SecretMask', () => {
  test('no secret leaves a file, whatever else is wrong with it', () => {
    fc.assert(
      fc.property(plainSecret, writtenAs, secretKey, mistake, mistake, (secret, write, key, before, after) => {
        const value = key === 'headers' ? `\n      X-Tenant: ${write(secret, '      ')}` : ` ${write(secret, '    ')}`
        const text = `models:\n  main:\n    provider: openai\n    model: x\n    ${before}\n    ${key}:${value}\n    ${after}\n`
        const environment = { FROM_VAULT: secret }
        expect(everythingShown(() => parseEnvConfig(text, { file: 'e', environment }))).not.toContain(secret)
      }),
      { numRuns: 300 },
    )
  })

  test('no secret leaves a file that was damaged at any place', () => {
    const secret = 'sk-Zx8Lq2Vb7Nw4Tr9Yp1'
    const text = `dify:
  base_url: https://robot:${secret}@dify.example.com
  auth: {api_key: "${secret}", email: a@example.com, password: '${secret}'}
models:
  main:
    provider: openai-compatible
    base_url: http://localhost
    model: x
    api_key: ${secret}
    headers: {Authorization: Bearer ${secret}}
optimizer:
  storage: {backend: database, config: {url: "postgres://u:${secret}@db/x", max_connections: many}}
`
    const spots = [...text.matchAll(/sk-\w+/g)].map((match) => [match.index, match.index + match[0].length] as const)
    const isOutside = (index: number) => spots.every(([start, end]) => index < start || index >= end)
    const place = fc.nat(text.length - 1).filter(isOutside)
    const change = fc.constantFrom('', ' ', '\n', ':', '"', "'", '{', '}', '#', '&a', '- ', 'é', '\t')
    fc.assert(
      fc.property(place, change, (index, replacement) => {
        const damaged = text.slice(0, index) + replacement + text.slice(index + 1)
        expect(everythingShown(() => parseEnvConfig(damaged, { file: 'e' }))).not.toContain(secret)
      }),
      { numRuns: 600 },
    )
  })

  test('a secret on the line of a mistake is masked, and the caret stays in place', () => {
    const text = 'models: {a: {provider: openai, model: x, api_key: "hunter2", modle: 1}}\n'
    const { source_line, caret, column } = onlyProblemOf(() => parseEnvConfig(text, { file: 'e' }))
    expect(source_line).toBe('models: {a: {provider: openai, model: x, api_key: ***, modle: 1}}')
    expect(source_line.slice(caret)).toMatch(/^modle/)
    expect(text.slice(column - 1)).toMatch(/^modle/)
  })

  test('a bare reference is shown, since it gives nothing away', () => {
    const text = 'workflows: [{id: a, dsl_path: x, dify: {api_key: "${KEY}", ap_id: "1"}}]\n'
    const problem = onlyProblemOf(() => parseWorkflowCatalog(text, { file: 'c', environment: { KEY: 'hunter2' } }))
    expect(problem.source_line).toBe(text.trimEnd())
  })

  test('a secret that is wrong itself is masked too', () => {
    const problem = onlyProblemOf(() =>
      parseEnvConfig('models:\n  a: {provider: openai, model: x, api_key: 12345678}\n', { file: 'e' }),
    )
    expect(problem).toMatchObject({ received: '***', column: 44 })
    expect(JSON.stringify(problem)).not.toContain('12345678')
  })

  test('a secret that another value repeats is masked there too', () => {
    const text = 'models:\n  hunter2: {provider: openai, model: x, api_key: hunter2, levle: hunter2}\n'
    expect(everythingShown(() => parseEnvConfig(text, { file: 'e' }))).not.toContain('hunter2')
  })

  test('words that only begin like a key are shown', () => {
    const text = 'logging: {level: application_skeleton, file: app_customer_service_v2}\n'
    expect(onlyProblemOf(() => parseEnvConfig(text, { file: 'e' })).source_line).toBe(text.trimEnd())
  })

  test('a secret in the middle of a long text is masked before the text is cut', () => {
    const secret = 'horse battery staple'
    const text = `models: {a: {provider: openai, model: x, api_key: "${secret}"}}\nlogging: {level: "${'x'.repeat(65)} ${secret}"}\n`
    expect(everythingShown(() => parseEnvConfig(text, { file: 'e' }))).not.toContain('horse')
  })

  test('what stands under a known key that only resembles the name of a secret is shown', () => {
    const text = 'optimizer: {optimization: {score_treshhold: 70, min_improvment: 200}}\n'
    const { problems } = configErrorOf(() => parseEnvConfig(text, { file: 'e' }))
    expect(problems.map(({ source_line }) => source_line)).toEqual(problems.map(() => text.trimEnd()))
  })

  test('what stands under a known key that holds secrets is masked, whatever its own key', () => {
    const text = 'dify: {base_url: "http://localhost", auth: {sesame: hunter2}, api_key: {main: hunter2}}\n'
    expect(everythingShown(() => parseEnvConfig(text, { file: 'e' }))).not.toContain('hunter2')
  })

  test('what is not secret is shown', () => {
    const text = 'execution:\n  rate_limit: {max_tokens_per_minute: lots}\n'
    expect(onlyProblemOf(() => parseEnvConfig(text, { file: 'e' }))).toMatchObject({
      received: '"lots"',
      source_line: '  rate_limit: {max_tokens_per_minute: lots}',
    })
  })
})
