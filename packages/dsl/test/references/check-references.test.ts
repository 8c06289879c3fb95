import { describe, expect, it } from 'vitest'
import { parseDsl } from '../../src/index.ts'
import { fixtureNames, readFixture, workflowWith } from '../fixtures.ts'

const findingsOf = (name: string) =>
  parseDsl(readFixture(name)).findings.map(({ severity, rule, reference }) => `${severity} ${rule} ${reference}`)

describe('findings', () => {
  it('name every broken reference of a workflow, in order, with what becomes of it', () => {
    expect(findingsOf('broken-references.yml')).toEqual([
      'error unknown-node {{#nobody.text#}}',
      'warning node-does-not-dominate {{#yes_branch.text#}}',
      'error node-does-not-dominate {{#later.text#}}',
      'error node-does-not-dominate {{#reader.text#}}',
      'error unknown-variable {{#start.subject#}}',
      'error sys-variable-not-in-mode {{#sys.query#}}',
      'error unknown-variable {{#sys.nothing#}}',
      'error unknown-variable {{#env.NONE#}}',
      'error unknown-variable {{#conversation.tone#}}',
      'warning ignored-reference {{ #start.topic# }}',
      'warning ignored-reference {{#start. topic#}}',
      'warning ignored-reference {{#no-de.text#}}',
      'warning ignored-reference {{#start.主题#}}',
      'warning ignored-reference {{#start#}}',
      'warning ignored-reference {{#start.a_name_of_more_than_thirty_letters#}}',
      'warning ignored-reference {{#a23456789012345678901234567890123456789012345678901.text#}}',
      'warning ignored-reference {{topic}}',
      'warning ignored-reference {{start.topic}}',
      'warning ignored-reference {{#context#}}',
      'warning ignored-reference {{#histories#}}',
      'warning ignored-reference {{#query#}}',
      'error workflow-reference-in-jinja2 {{#start.topic#}}',
      'warning unknown-variable {{ missing }}',
      'error unknown-node {{ gone }}',
      'warning unknown-variable {{#reader.structured_output.age#}}',
      'error node-does-not-dominate {{#each.output#}}',
      'warning unknown-node {{#nobody.text#}}',
      'warning ignored-reference {{#context#}}',
      'error unknown-variable {{#each.output#}}',
      'error unknown-variable {{#each.item#}}',
      'error node-does-not-dominate {{#inner.text#}}',
      'warning node-does-not-dominate {{#classify.class_name#}}',
    ])
  })

  it('stand where the reference is written', () => {
    for (const name of fixtureNames()) {
      const { findings, source } = parseDsl(readFixture(name))
      const lines = source.split(/\r?\n/)
      for (const { line, column, reference } of findings) {
        expect(lines[line - 1]?.slice(column - 1, column - 1 + reference.length)).toBe(reference)
      }
    }
  })

  it('name the placeholders of an app that its form does not declare, or that Dify overlooks', () => {
    expect(findingsOf('chat-app.yml')).toEqual([
      'warning unknown-variable {{topic}}',
      'warning ignored-reference {{ subject }}',
      'warning ignored-reference {{科目}}',
    ])
  })

  it.each([
    'agent-chat-app.yml',
    'agent-nodes.yml',
    'completion-app.yml',
    'containers.yml',
    'escaped-chinese.yml',
    'support-chatflow.yml',
    'templates-workflow.yml',
  ])('are none where all is well: %s', (name) => {
    expect(findingsOf(name)).toEqual([])
  })

  it('say what to do', () => {
    const [finding] = parseDsl(workflowWith("'{{#sys.query#}}'")).findings
    expect(finding?.message).toBe(
      'sys.query exists in chat apps only, and this is a workflow. Declare an input on the start node and read that.',
    )
    expect(finding).toMatchObject({ prompt_id: 'workflow_llm_user', node_id: 'llm', offset: 0, line: 10, column: 18 })
  })

  it('leave braces alone that name nothing of the file', () => {
    expect(parseDsl(workflowWith("'Use {{handlebars}}, {{ x | y }} and {{}} in the answer.'")).findings).toEqual([])
  })

  it('take external data tools of a chat app for inputs', () => {
    const config = { pre_prompt: '{{weather}} {{rain}}', external_data_tools: [{ variable: 'weather' }] }
    const { findings } = parseDsl(JSON.stringify({ app: { mode: 'chat' }, model_config: config }))
    expect(findings.map(({ reference }) => reference)).toEqual(['{{rain}}'])
  })
})
