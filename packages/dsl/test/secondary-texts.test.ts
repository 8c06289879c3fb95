import { describe, expect, it } from 'vitest'
import { parseDsl } from '../src/index.ts'
import { readFixture } from './fixtures.ts'

const textsOf = (name: string) => parseDsl(readFixture(name)).secondaryTexts()

describe('secondaryTexts', () => {
  it('finds the texts near the prompts of a chatflow, node by node, then those of the app', () => {
    expect(textsOf('support-chatflow.yml').map(({ kind, node_id }) => `${kind} ${node_id}`)).toEqual([
      'variable_default start',
      'class_name sort',
      'class_name sort',
      'parameter_description extract',
      'http_body lookup',
      'schema_description parcel_reply',
      'schema_description parcel_reply',
      'answer reply',
      'opening_statement app',
      'variable_default app',
      'variable_default app',
    ])
  })

  it('shows no secret', () => {
    expect(JSON.stringify(textsOf('support-chatflow.yml'))).not.toContain('do-not-show-this')
  })

  it('points at the text that it gives', () => {
    for (const name of ['support-chatflow.yml', 'containers.yml', 'chat-app.yml', 'templates-workflow.yml']) {
      const document = parseDsl(readFixture(name))
      const texts = document.secondaryTexts()
      expect(texts.length).toBeGreaterThan(0)
      for (const { pointer, text } of texts) expect(document.valueAt(pointer)).toBe(text)
    }
  })

  it('knows how Dify expands each', () => {
    expect(textsOf('templates-workflow.yml')).toMatchObject([
      { kind: 'template', syntax: 'jinja2', text: '<p>{{ text }}</p>' },
    ])
    expect(textsOf('containers.yml')).toMatchObject([{ kind: 'tool_parameter', syntax: 'workflow' }])
    expect(textsOf('chat-app.yml')).toMatchObject([{ kind: 'opening_statement', syntax: 'app', node_type: 'chat' }])
  })
})
