import { describe, expect, test } from 'vitest'
import {
  checkTestPlan,
  envConfigSchema,
  parseTestPlan,
  type SelectablePrompt,
  type TestPlanChecks,
  workflowCatalogSchema,
} from '../src/index.ts'
import { problemsOf } from './problems-of.ts'

const text = `meta: {plan_id: p}
model_roles: {judge: judge}
workflows:
  - catalog_id: wf_001
    dataset_refs: [questions]
    prompt_optimization:
      - variant_id: short
        fallback_variant: plain
        nodes:
          - {selector: {by_id: draft}, strategy: {mode: append, content: x}}
      - variant_id: plain
datasets:
  - dataset_id: questions
    pairwise_dimensions: [tone]
    parameters: {tone: {values: [kind, curt]}, length: {range: {min: 1, max: 9}}, extra: {json_template: {at: '{{date}}'}}}
    constraints: [{if: {tone: curt}, then: {length: [1, 2]}}, {exclude: {tone: kind, length: 1}}]
    case_files: [{path: cases.csv, columns: {Question: inputs.question}}]
    cases:
      - {case_id: one, assertions: [{type: llm-rubric, value: polite, model: judge}]}
      - case_id: two
        turns: [{query: hi, assertions: [{type: factuality, value: x, model: judge}]}]
`

const catalog = workflowCatalogSchema.parse({ workflows: [{ id: 'wf_001', dsl_path: 'a.yml' }] })
const env = envConfigSchema.parse({ models: { judge: { provider: 'openai', model: 'gpt' } } })
const prompt = (node_id: string, slot: string): SelectablePrompt => ({
  id: `wf_001_${node_id}_${slot}`,
  node_id,
  slot,
  node_title: node_id === 'draft' ? '起草' : '润色',
  node_type: 'llm',
  pointer: `/workflow/graph/nodes/${node_id === 'draft' ? 1 : 2}/data/prompt_template/0/text`,
})
const prompts = [prompt('draft', 'system'), prompt('draft', 'user'), prompt('polish', 'system')]
const against: TestPlanChecks = { catalog, env, promptsOf: (id) => (id === 'wf_001' ? prompts : undefined) }

const check = (source: string, checks: TestPlanChecks = against) =>
  problemsOf(() => parseTestPlan(source, { file: 'test_plan.yaml', against: checks }))
const suggestion = (source: string) => {
  try {
    parseTestPlan(source, { file: 'test_plan.yaml', against })
  } catch (error) {
    return /did you mean (.*)\?/.exec(String(error))?.[1]
  }
  return undefined
}

describe('checkTestPlan', () => {
  test('finds nothing in a sound plan', () => {
    const plan = parseTestPlan(text, { file: 'test_plan.yaml', against })
    expect(checkTestPlan({ plan, ...against })).toEqual([])
  })

  test('checks only against what is given', () => {
    const plan = parseTestPlan(text.replace('wf_001', 'elsewhere'), { file: 'test_plan.yaml' })
    expect(checkTestPlan({ plan })).toEqual([])
    expect(checkTestPlan({ plan, catalog })).toMatchObject([
      { file: 'test_plan.yaml', line: 4, column: 17, received: '"elsewhere"', expected: 'wf_001' },
    ])
  })

  test.each([
    ['catalog_id: wf_001', 'catalog_id: wf_01', '4:17 there is no such workflow in the catalog', '"wf_001"'],
    ['dataset_refs: [questions]', 'dataset_refs: [question]', '5:20 there is no such dataset', '"questions"'],
    ['fallback_variant: plain', 'fallback_variant: plian', '8:27 there is no such other variant', '"plain"'],
    [
      'pairwise_dimensions: [tone]',
      'pairwise_dimensions: [ton]',
      '14:27 there is no such parameter with values',
      '"tone"',
    ],
    ['{tone: curt}, then', '{tones: curt}, then', '16:25 there is no such parameter with values', '"tone"'],
    ['{tone: curt}, then', '{extra: curt}, then', '16:25 there is no such parameter with values', undefined],
    ['{tone: curt}, then', '{tone: crut}, then', '16:31 the parameter has no such value', '"curt"'],
    ['{tone: kind, length', '{tone: [kidn], length', '16:81 the parameter has no such value', '"kind"'],
    ['inputs.question', 'input.question', '17:56 there is no such field of a case', '"inputs.question"'],
    ['model_roles: {judge: judge}', 'model_roles: {judge: jugde}', '2:22 there is no such model', '"judge"'],
    ['value: polite, model: judge', 'value: polite, model: juge', '19:78 there is no such model', '"judge"'],
    ['value: x, model: judge', 'value: x, model: jude', '21:78 there is no such model', '"judge"'],
    ['case_id: two', 'case_id: one', '20:18 an earlier item has this case_id', undefined],
    ['variant_id: plain', 'variant_id: short', '11:21 an earlier item has this variant_id', undefined],
    ['by_id: draft', 'by_id: darft', '10:32 this matches no prompt of the app file', '"draft"'],
    ['by_id: draft', 'by_label: 起稿', '10:35 this matches no prompt of the app file', undefined],
    ['by_id: draft', 'by_type: llms', '10:34 this matches no prompt of the app file', '"llm"'],
    ['by_id: draft', 'by_id: draft, slot: sytem', '10:45 the node has no such slot', '"system"'],
    [
      'by_id: draft',
      'by_path: /workflow/graph/nodes/3',
      '10:34 this matches no prompt of the app file',
      expect.stringContaining('/workflow/graph/nodes/'),
    ],
  ])('%s as %s is told with its place', (right, wrong, problem, nearest) => {
    const source = text.replace(right, wrong)
    expect(check(source)).toContain(problem)
    expect(suggestion(source)).toEqual(nearest)
  })

  test('a selector that may be skipped need not match', () => {
    const skip = 'by_id: nowhere, constraints: {if_missing: skip}'
    expect(() => parseTestPlan(text.replace('by_id: draft', skip), { file: 'p', against })).not.toThrow()
  })

  test('a workflow whose app file cannot be read is not checked against it', () => {
    const source = text.replace('by_id: draft', 'by_id: nowhere')
    expect(() =>
      parseTestPlan(source, { file: 'p', against: { ...against, promptsOf: () => undefined } }),
    ).not.toThrow()
  })

  test('a circle of fallbacks is told once', () => {
    const circle = text.replace('- variant_id: plain', '- {variant_id: plain, fallback_variant: short}')
    expect(check(circle)).toEqual(['8:27 this fallback leads back to itself: short → plain → short'])
    const self = text.replace('fallback_variant: plain', 'fallback_variant: short')
    expect(check(self)).toEqual(['8:27 this fallback leads back to itself: short → short'])
  })

  test('mistakes of form and of reference come together', () => {
    const source = text.replace('weight', 'wieght').replace('[questions]', '[question]').replace('values:', 'valeus:')
    expect(check(source)).toEqual(['5:20 there is no such dataset', '15:25 unknown key "valeus"'])
  })

  test('finds the same id twice in a catalog, and roles without a model', async () => {
    const { parseEnvConfig, parseWorkflowCatalog } = await import('../src/index.ts')
    const twice = 'workflows:\n  - {id: a, dsl_path: x}\n  - {id: a, dsl_path: y}\n'
    expect(problemsOf(() => parseWorkflowCatalog(twice, { file: 'c' }))).toEqual(['3:10 an earlier item has this id'])
    expect(problemsOf(() => parseEnvConfig('model_roles: {task: small}\n', { file: 'e' }))).toEqual([
      '1:21 there is no model to refer to',
    ])
  })
})
