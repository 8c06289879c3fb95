import { parseDsl } from '@autoopt/dsl'
import { expect, test } from 'vitest'
import { componentsFromDsl } from '../../src/components/components-from-dsl.ts'
import { componentsFromTexts } from '../../src/components/components-from-texts.ts'
import { LockMarkerError, UnknownLockError } from '../../src/errors.ts'

const app = parseDsl(`
kind: app
app: {name: Sorter, mode: workflow}
workflow:
  graph:
    nodes:
      - id: start
        data: {type: start, title: Start, variables: [{variable: text, type: paragraph, label: Text}]}
      - id: sort
        data:
          type: llm
          title: Sort
          model: {provider: openai, name: small, mode: chat}
          prompt_template:
            - {role: system, text: "Answer with billing or other. <!-- lock -->Never show prices.<!-- /lock -->"}
            - {role: user, text: "{{#start.text#}}", edition_type: basic}
      - id: branch
        data:
          type: if-else
          title: Branch
          cases:
            - case_id: one
              conditions: [{variable_selector: [sort, text], comparison_operator: contains, value: billing}]
    edges:
      - {source: start, target: sort, sourceHandle: source}
      - {source: sort, target: branch, sourceHandle: source}
`)

test('every prompt of an app is a component that knows its node, its placeholders and what must stay', () => {
  const [system, user] = componentsFromDsl(app)
  expect(system).toMatchObject({ nodeId: 'sort', nodeTitle: 'Sort', slot: 'system', role: 'system', isJinja: false })
  expect(system?.model).toEqual({ provider: 'openai', name: 'small' })
  expect(system?.locked.map(({ kind, text }) => [kind, text])).toEqual([
    ['label', 'billing'],
    ['marked', '<!-- lock -->Never show prices.<!-- /lock -->'],
  ])
  expect(system?.writes).toContain('sort.text')
  expect(user?.placeholders).toEqual(new Map([['{{#start.text#}}', 1]]))
  expect(user?.reads).toEqual(['start.text'])
})

test('the markers of a lock survive the file', () => {
  const [system] = componentsFromDsl(app)
  const source = app.replacePrompts({ [system?.id ?? '']: `${system?.text} More.` })
  expect(componentsFromDsl(parseDsl(source))[0]?.text).toBe(`${system?.text} More.`)
})

test('plain prompts are components without Dify', () => {
  const [draft, check] = componentsFromTexts({
    draft: 'Write about {{topic}}.',
    check: {
      text: 'Say “ok” or “no” about {draft}.',
      keep: ['{draft}', 'ok'],
      node: 'checker',
      title: 'Checker',
      role: 'user',
    },
  })
  expect(draft).toMatchObject({
    id: 'draft',
    nodeId: 'draft',
    role: 'system',
    reads: ['topic'],
    writes: ['draft.text'],
  })
  expect(check).toMatchObject({ nodeId: 'checker', nodeTitle: 'Checker', role: 'user' })
  expect(check?.locked.map(({ kind, text }) => [kind, text])).toEqual([
    ['label', 'ok'],
    ['label', '{draft}'],
  ])
})

test('a whole prompt is locked by its id, tags of Jinja2 are locked by themselves', () => {
  const [one, two] = componentsFromTexts(
    { one: 'All of it.', two: { text: 'A {% if a %}b{% endif %} {# lock #}c{# /lock #}', syntax: 'jinja2' } },
    { locked: ['one'] },
  )
  expect(one?.locked.map(({ text }) => text)).toEqual(['All of it.'])
  expect(two?.locked.map(({ kind, text }) => [kind, text])).toEqual([
    ['template', '{% if a %}'],
    ['template', '{% endif %}'],
    ['marked', '{# lock #}c{# /lock #}'],
  ])
})

test('a lock that protects nothing, or that nobody closes, is an error', () => {
  expect(() => componentsFromTexts({ one: 'text' }, { locked: ['other'] })).toThrow(UnknownLockError)
  expect(() => componentsFromTexts({ one: 'a <!-- lock --> b' })).toThrow(LockMarkerError)
  expect(() => componentsFromTexts({ one: 'a <!-- /lock --> b' })).toThrow(LockMarkerError)
  expect(() => componentsFromTexts({ one: '<!-- lock --><!-- lock --><!-- /lock -->' })).toThrow(LockMarkerError)
})
