import { parseDsl } from '@autoopt/dsl'
import { expect, it } from 'vitest'
import { findFallbacks } from '../../src/analysis/find-fallbacks.ts'

const app = (data: object) =>
  parseDsl(
    JSON.stringify({
      app: { name: 'A', mode: 'workflow' },
      workflow: {
        graph: {
          nodes: [
            { id: 'start', data: { type: 'start', variables: [] } },
            { id: 'find', data: { type: 'llm', prompt_template: [{ role: 'system', text: 'Find it.' }] } },
            { id: 'branch', data: { type: 'if-else', ...data } },
          ],
          edges: [
            { source: 'start', target: 'find' },
            { source: 'find', target: 'branch' },
          ],
        },
      },
    }),
  )

const condition = (value: string, rest: object = {}) => ({
  variable_selector: ['find', 'text'],
  comparison_operator: 'is',
  value,
  ...rest,
})

it.each(['none', 'N/A', '未知', '該当なし'])('takes %s for no answer where a branch compares with it', (value) => {
  expect(findFallbacks(app({ cases: [{ conditions: [condition(value)] }] }))).toEqual(new Map([['find', value]]))
})

it('reads the conditions of old files', () => {
  expect(findFallbacks(app({ conditions: [condition(' unknown ')] }))).toEqual(new Map([['find', 'unknown']]))
})

it.each([
  ['a label', condition('billing')],
  ['another output than the text', condition('none', { variable_selector: ['find', 'usage'] })],
  ['a comparison by order', condition('none', { comparison_operator: '>' })],
  ['a list', condition('none', { value: ['none'] })],
])('takes nothing from %s', (_, only) => {
  expect(findFallbacks(app({ cases: [{ conditions: [only] }] })).size).toBe(0)
})
