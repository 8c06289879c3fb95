import { describe, expect, test } from 'vitest'
import { parseEnvConfig, parsePatchFile, parseTestPlan, parseWorkflowCatalog } from '../src/index.ts'
import { configErrorOf, onlyProblemOf, problemsOf } from './problems-of.ts'

const env = (text: string, environment = {}) => parseEnvConfig(text, { file: 'env_config.yaml', environment })
const plan = (text: string) => parseTestPlan(text, { file: 'test_plan.yaml' })

const soundPlan = `meta:
  plan_id: nightly
workflows:
  - catalog_id: wf_001
    dataset_refs: [questions]
datasets:
  - dataset_id: questions
    cases:
      - case_id: one
        inputs: {question: Why?}
        assertions:
          - {type: contains, value: because}
`

describe('a sound file', () => {
  test('gives its value with the defaults filled in, and no warnings', () => {
    const { value, warnings } = plan(soundPlan)
    expect(warnings).toEqual([])
    expect(value.datasets[0]?.cases[0]).toMatchObject({ case_id: 'one', must_pass: false, weight: 1, tags: [] })
    expect(value.execution).toEqual({})
  })

  test('may be empty, if it is an env_config', () => {
    expect(env('').value.optimizer.storage).toEqual({ backend: 'memory', config: {} })
    expect(env('# only a comment\n').value.models).toEqual({})
  })

  test('may begin with a byte order mark, have CRLF line ends and Chinese text', () => {
    const text = `\uFEFF${soundPlan.replace('Why?', '为什么？').replaceAll('\n', '\r\n')}`
    expect(plan(text).value.datasets[0]?.cases[0]?.inputs).toEqual({ question: '为什么？' })
  })

  test('may use anchors, aliases and merge keys', () => {
    const text = soundPlan.replace(
      'assertions:\n          - {type: contains, value: because}',
      'assertions: &expectations [{type: contains, value: because}]\n      - &second\n        case_id: two\n        assertions: *expectations\n      - <<: *second\n        case_id: three',
    )
    expect(plan(text).value.datasets[0]?.cases.map((item) => [item.case_id, item.assertions.length])).toEqual([
      ['one', 1],
      ['two', 1],
      ['three', 1],
    ])
  })

  test('may be JSON', () => {
    const patches = {
      patches: [{ selector: { by_id: 'llm' }, strategy: { mode: 'append', content: '${not} a $${reference}' } }],
    }
    expect(parsePatchFile(JSON.stringify(patches), { file: 'p.json' }).value).toEqual(patches)
  })
})

describe('the mistakes that are easily made', () => {
  test('a misspelt key is told with the right one', () => {
    const problem = onlyProblemOf(() => plan(soundPlan.replace('datasets:', 'datsets:')))
    expect(problem).toMatchObject({ line: 6, column: 1, message: 'unknown key "datsets"', nearest: 'datasets' })
  })

  test('a misspelt key does not hide what is under it', () => {
    const text = soundPlan.replace('assertions:', 'asserts:').replace('type: contains', 'type: containz')
    expect(problemsOf(() => plan(text))).toEqual([
      '11:9 unknown key "asserts"',
      '12:20 this is none of the possible values',
    ])
  })

  test('an unknown assertion is told with the nearest name', () => {
    const problem = onlyProblemOf(() => plan(soundPlan.replace('type: contains', 'type: not-contians')))
    expect(problem).toMatchObject({ line: 12, column: 20, received: '"not-contians"', nearest: 'not-contains' })
    expect(problem.path).toBe('datasets[0].cases[0].assertions[0].type')
  })

  test('bad indentation is told with file, line and source', () => {
    const text = soundPlan.replace('    dataset_refs', '     dataset_refs')
    const error = configErrorOf(() => plan(text))
    expect(error.problems[0]).toMatchObject({ file: 'test_plan.yaml', line: 4 })
    expect(error.message).toContain('    4 |   - catalog_id: wf_001')
    expect(error.message).toContain('not valid YAML')
    expect(error.message).toContain('the next line to be indented like this one')
  })

  test('a wrong type is told with what was expected', () => {
    const text = `${soundPlan}execution:\n  max_concurrency: ten\n`
    expect(onlyProblemOf(() => plan(text))).toMatchObject({
      line: 14,
      column: 20,
      path: 'execution.max_concurrency',
      message: 'this is text',
      expected: 'a number',
      received: '"ten"',
    })
  })

  test('a number where text belongs is told to be put in quotes', () => {
    const text = 'workflows:\n  - id: 001\n    dsl_path: a.yml\n'
    const problem = onlyProblemOf(() => parseWorkflowCatalog(text, { file: 'c.yaml' }))
    expect(problem).toMatchObject({ line: 2, column: 9, expected: 'text (put it in quotes)' })
  })

  test('an unknown provider is told with the nearest name', () => {
    const text = 'models:\n  small: {provider: opnai, model: gpt}\n'
    expect(onlyProblemOf(() => env(text))).toMatchObject({ line: 2, column: 21, nearest: 'openai' })
  })

  test('a missing key is told where it belongs', () => {
    const text = 'workflows:\n  - id: wf_001\n'
    expect(onlyProblemOf(() => parseWorkflowCatalog(text, { file: 'c.yaml' }))).toMatchObject({
      line: 2,
      column: 5,
      message: 'the key "dsl_path" is missing',
      path: 'workflows[0].dsl_path',
    })
  })

  test('a value out of bounds is told with the bound', () => {
    const text = 'optimizer:\n  optimization: {min_confidence: 60}\n'
    expect(onlyProblemOf(() => env(text))).toMatchObject({ line: 2, column: 34, expected: 'at most 1', received: '60' })
  })

  test('the key that chooses a backend may be misspelt, and its value too', () => {
    const text = 'optimizer:\n  storage:\n    bakend: filesytem\n    config: {storage_dir: ./x, cache_sise: 3}\n'
    expect(problemsOf(() => env(text))).toEqual([
      '3:5 unknown key "bakend"',
      '3:13 this is none of the possible values',
      '4:32 unknown key "cache_sise"',
    ])
  })

  test('a key twice, a second document and a broken alias are told as YAML', () => {
    expect(problemsOf(() => env('logging: {}\nlogging: {}\n'))).toEqual([
      '2:1 this key is already there in the same map',
    ])
    expect(problemsOf(() => env('logging: {}\n---\nlogging: {}\n'))).toEqual(['2:1 a second YAML document begins here'])
    expect(problemsOf(() => env('logging: *nowhere\n'))).toEqual(['1:10 no anchor &nowhere stands before this alias'])
    expect(problemsOf(() => env('models: &all\n  a: *all\n'))).toEqual(['2:6 the alias *all contains itself'])
  })

  test('a file that is no map is told', () => {
    expect(onlyProblemOf(() => env('- a\n- b\n'))).toMatchObject({ line: 1, column: 1, message: 'this is a list' })
    expect(onlyProblemOf(() => env('just text\n'))).toMatchObject({ line: 1, column: 1, expected: 'a map' })
  })

  test('aliases of aliases cannot exhaust the memory', () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) => `a${level + 1}: &a${level + 1} [${`*a${level},`.repeat(9)}]`,
    )
    expect(problemsOf(() => env(`a0: &a0 [x]\n${levels.join('\n')}\n`))).toEqual([
      '1:1 the aliases of this file expand to too much data',
    ])
  })

  test('__proto__ is a key like any other', () => {
    const config = env('models: {__proto__: {provider: openai, model: x}}\n')
    expect(Object.getPrototypeOf(config.value.models)).toBe(Object.prototype)
    expect(({} as Record<string, unknown>)['provider']).toBeUndefined()
  })
})

describe('positions', () => {
  test('all mistakes of a file come at once, in its order', () => {
    const text = `dify:
  base_url: localhost
  tiemout: 3
models:
  a: {provider: anthropic, model: 7}
logging:
  level: loud
`
    expect(problemsOf(() => env(text))).toEqual([
      '2:13 this has the wrong form',
      '3:3 unknown key "tiemout"',
      '5:35 this is a number',
      '7:10 this is none of the possible values',
    ])
  })

  test('are the same with CRLF line ends and a byte order mark', () => {
    const text = 'logging:\n  level: info\n  fromat: text\n'
    const lines = problemsOf(() => env(text))
    expect(lines).toEqual(['3:3 unknown key "fromat"'])
    expect(problemsOf(() => env(`\uFEFF${text.replaceAll('\n', '\r\n')}`))).toEqual(lines)
  })

  test('a source line has no line end', () => {
    expect(onlyProblemOf(() => env('logging:\r\n  levle: info\r\n')).source_line).toBe('  levle: info')
  })

  test('count Chinese characters as one each', () => {
    const text = 'models:\n  模型: {provider: openai, model: "你好", tempreature: 1}\n'
    expect(onlyProblemOf(() => env(text))).toMatchObject({ line: 2, column: 39, path: 'models.模型.tempreature' })
  })

  test('a mistake behind an alias is told where it is written', () => {
    const text =
      'models:\n  a: &a\n    provider: openai\n    model: x\n    parameters: &p {temperature: 9}\n  b:\n    <<: *a\n    parameters: *p\n'
    expect(problemsOf(() => env(text))).toEqual(['5:34 this is too large', '5:34 this is too large'])
  })

  test('a long line is cut around its place', () => {
    const text = `{"logging": {"file": "${'x'.repeat(500)}", "levle": "info"}}`
    const { source_line, caret, column } = onlyProblemOf(() => env(text))
    expect(source_line.length).toBeLessThan(170)
    expect(source_line.slice(caret)).toMatch(/^"levle"/)
    expect(text.slice(column - 1)).toMatch(/^"levle"/)
  })
})

describe('references to the environment', () => {
  test('fill text, numbers and booleans, as the schema asks', () => {
    const text =
      'optimizer:\n  storage:\n    backend: filesystem\n    config: {storage_dir: "${HOME_DIR}/v", cache_size: "${SIZE:-50}", use_index: "${INDEX}"}\n'
    const { value } = env(text, { HOME_DIR: '/data', INDEX: 'false' })
    expect(value.optimizer.storage.config).toMatchObject({ storage_dir: '/data/v', cache_size: 50, use_index: false })
  })

  test('leave text that looks like a number as text where text belongs', () => {
    const { value } = env('models:\n  a: {provider: openai, model: "${M}", api_key: "${K}"}\n', { M: '4', K: '007' })
    const model = value.models['a']
    expect(model).toMatchObject({ model: '4' })
    expect(model?.provider === 'openai' && model.api_key?.reveal()).toBe('007')
  })

  test('that give no number where one belongs are told as written', () => {
    const text = 'optimizer:\n  optimization:\n    max_iterations: ${N}\n'
    expect(env(text, { N: '3' }).value.optimizer.optimization.max_iterations).toBe(3)
    expect(onlyProblemOf(() => env(text, { N: 'three' }))).toMatchObject({ received: '${N}', expected: 'a number' })
  })

  test('cannot change the structure of the file', () => {
    const { value } = env('logging: {file: "${F}"}\n', { F: 'a, level: debug}\nmodels: [1]' })
    expect(value.logging).toMatchObject({ file: 'a, level: debug}\nmodels: [1]', level: 'info' })
  })

  test('are not read in keys', () => {
    expect(env('models: {"${NAME}": {provider: openai, model: x}}\n', { NAME: 'n' }).value.models).toHaveProperty(
      '${NAME}',
    )
  })

  test('to a variable that is not set are told at their place, once', () => {
    const text = 'dify:\n  base_url: ${DIFY_URL}\nlogging:\n  file: logs/${DAY}.log\n'
    expect(problemsOf(() => env(text))).toEqual([
      '2:13 the environment variable DIFY_URL is not set',
      '4:14 the environment variable DAY is not set',
    ])
  })

  test('that are none are told how to be written', () => {
    expect(onlyProblemOf(() => env('logging: {file: "${a.b}"}\n'))).toMatchObject({
      column: 18,
      message: '${a.b} is no reference',
      expected: '${NAME} or ${NAME:-default}, or $${ for a literal ${',
    })
  })

  test('never show their values in a problem', () => {
    const problem = onlyProblemOf(() => env('logging: {level: "${LEVEL}"}\n', { LEVEL: 'private' }))
    expect(problem.received).toBe('"${LEVEL}"')
    expect(JSON.stringify(problem)).not.toContain('private')
  })
})

describe('overlays', () => {
  const base =
    'optimizer:\n  storage:\n    backend: filesystem\n    config: {storage_dir: ./versions}\nlogging:\n  level: info\n'
  const layered = (overlay: string) =>
    parseEnvConfig(base, { file: 'env_config.yaml', overlay: { file: 'env_config.dev.yaml', text: overlay } })

  test('are laid over the file key by key', () => {
    const { value } = layered('logging: {format: json}\n')
    expect(value.logging).toEqual({ level: 'info', format: 'json' })
    expect(value.optimizer.storage.backend).toBe('filesystem')
  })

  test('may change the backend without its old options', () => {
    expect(layered('optimizer: {storage: {backend: memory}}\n').value.optimizer.storage).toEqual({
      backend: 'memory',
      config: {},
    })
  })

  test('mistakes are told in the file that holds them', () => {
    const error = configErrorOf(() =>
      layered('optimizer:\n  storage:\n    config: {cache_size: many}\nlogging:\n  levle: x\n'),
    )
    expect(error.problems.map(({ file, line, column }) => [file, line, column])).toEqual([
      ['env_config.dev.yaml', 3, 26],
      ['env_config.dev.yaml', 5, 3],
    ])
    expect(
      configErrorOf(() => parseEnvConfig('loging: {}\n', { file: 'a', overlay: { file: 'b', text: '' } })).problems[0]
        ?.file,
    ).toBe('a')
  })

  test('the same mistake in both files is told twice', () => {
    const call = () => parseEnvConfig('loging: {}\n', { file: 'a', overlay: { file: 'b', text: 'loging: {}\n' } })
    expect(configErrorOf(call).problems.map(({ file }) => file)).toEqual(['a', 'b'])
  })
})

describe('old names', () => {
  test('still load, each with a warning that names the new one', () => {
    const text = `optimizer:
  storage: "memory"
  optimization:
    improvement_threshold: 7
    confidence_threshold: 0.5
    score_threshold: 70
`
    const { value, warnings } = env(text)
    expect(value.optimizer).toMatchObject({
      storage: { backend: 'memory' },
      optimization: { min_improvement: 7, min_confidence: 0.5, min_baseline_score: 70 },
    })
    expect(warnings.map(({ severity, line, column, message }) => [severity, line, column, message])).toEqual([
      ['warning', 2, 3, 'storage: "…" is now called storage: {backend: …}'],
      ['warning', 4, 5, 'improvement_threshold is now called min_improvement'],
      ['warning', 5, 5, 'confidence_threshold is now called min_confidence'],
      ['warning', 6, 5, 'score_threshold is now called min_baseline_score'],
    ])
  })

  test('are told in each layer that has them', () => {
    const text = 'optimizer: {optimization: {score_threshold: 70}}\n'
    const { value, warnings } = parseEnvConfig(text, {
      file: 'a',
      overlay: { file: 'b', text: text.replace('70', '60') },
    })
    expect(value.optimizer.optimization.min_baseline_score).toBe(60)
    expect(warnings.map(({ file }) => file)).toEqual(['a', 'b'])
  })

  test('under a misspelt key are understood too', () => {
    const text = 'optimzer: {optimization: {score_threshold: 70}}\n'
    expect(problemsOf(() => env(text))).toEqual([
      '1:1 unknown key "optimzer"',
      '1:27 score_threshold is now called min_baseline_score',
    ])
  })

  test('beside their new ones are an error', () => {
    const text = 'optimizer:\n  optimization: {score_threshold: 70, min_baseline_score: 60}\n'
    expect(problemsOf(() => env(text))).toEqual([
      '2:18 score_threshold is the old name of min_baseline_score, which is there too',
    ])
  })

  test('are told when the file has errors too', () => {
    const text = 'optimizer: {optimization: {score_threshold: 70, max_iterations: 0}}\n'
    const { problems, message } = configErrorOf(() => env(text))
    expect(problems.map(({ severity, column }) => [severity, column])).toEqual([
      ['warning', 28],
      ['error', 65],
    ])
    expect(message).toContain('1:28 warning: score_threshold is now called min_baseline_score')
  })

  test.each([
    ['optimization: {improvement_threshold: 200}', 'optimizer.optimization.improvement_threshold', '200'],
    ['optimization: {confidence_threshold: high}', 'optimizer.optimization.confidence_threshold', '"high"'],
    ['storage: filesistem', 'optimizer.storage', '"filesistem"'],
  ])('with a wrong value are told as the file has them in %s', (line, path, received) => {
    const [error, ...others] = configErrorOf(() => env(`optimizer:\n  ${line}\n`)).problems.filter(
      ({ severity, message }) => severity === 'error' && !message.includes('is missing'),
    )
    expect(error).toMatchObject({ path, received })
    expect(others).toEqual([])
  })

  test('of a backend with options are told that the options are missing', () => {
    expect(problemsOf(() => env('optimizer: {storage: filesystem}\n'))).toEqual([
      '1:13 storage: "…" is now called storage: {backend: …}',
      '1:13 the key "config" is missing',
    ])
  })
})

describe('one env_config for each environment', () => {
  const base = `optimizer:
  storage:
    backend: "filesystem"
    config:
      storage_dir: "./data/versions"
      use_index: true
      use_cache: true
      cache_size: 100
      enable_sharding: false
  optimization:
    min_baseline_score: 80.0
    min_improvement: 5.0
    min_confidence: 0.6
    max_iterations: 3
`
  const storageWith = (text: string) =>
    parseEnvConfig(base, { file: 'env_config.yaml', overlay: { file: 'overlay', text } }).value.optimizer

  test('development keeps versions in memory', () => {
    const { storage, optimization } = storageWith(
      'optimizer:\n  storage:\n    backend: "memory"\n  optimization:\n    min_baseline_score: 50.0\n',
    )
    expect(storage).toEqual({ backend: 'memory', config: {} })
    expect(optimization).toMatchObject({ min_baseline_score: 50, min_improvement: 5 })
  })

  test('production shards a larger store elsewhere', () => {
    const text =
      'optimizer:\n  storage:\n    backend: "filesystem"\n    config: {storage_dir: /var/lib/autoopt, cache_size: 1000, enable_sharding: true}\n'
    expect(storageWith(text).storage.config).toMatchObject({
      storage_dir: '/var/lib/autoopt',
      cache_size: 1000,
      enable_sharding: true,
      use_index: true,
    })
  })
})
