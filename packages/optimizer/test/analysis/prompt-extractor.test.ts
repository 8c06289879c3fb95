import { parseDsl } from '@autoopt/dsl'
import { promptSchema } from '@autoopt/storage-core'
import { describe, expect, test } from 'vitest'
import { readPromptContext } from '../../src/analysis/prompt-context.ts'
import { PromptExtractor } from '../../src/analysis/prompt-extractor.ts'

const chatflow = `
app:
  mode: advanced-chat
  name: Parcel desk
kind: app
version: 0.3.0
workflow:
  graph:
    nodes:
      - id: start
        data:
          type: start
          title: Start
          variables:
            - { variable: letter, label: Letter, type: paragraph, required: true }
            - { variable: city, label: City, type: text-input, required: false }
            - { variable: tone, label: Tone, type: select, required: false, options: [warm, plain] }
      - id: search
        data: { type: knowledge-retrieval, title: Search, query_variable_selector: [sys, query] }
      - id: writer
        data:
          type: llm
          title: Writer
          model: { provider: openai, name: gpt-4o, mode: chat, completion_params: {} }
          prompt_template:
            - { role: system, text: 'Answer the letter in a {{#start.tone#}} tone. {{#context#}}' }
            - { role: user, text: 'Letter from {{#start.city#}}: {{#start.letter#}} {{#sys.query#}} {{#nowhere.text#}}' }
          context: { enabled: true, variable_selector: [search, result] }
          memory: { query_prompt_template: '{{#sys.query#}}', window: { enabled: false, size: 10 } }
          structured_output_enabled: true
          structured_output: { schema: { type: object, properties: { reply: { type: string } } } }
          vision: { enabled: false }
      - id: check
        data:
          type: code
          title: Check
          code: 'def main(reply): return {}'
          variables: [{ variable: reply, value_selector: [writer, structured_output, reply] }]
          outputs: {}
      - id: answer
        data: { type: answer, title: Answer, answer: '{{#writer.text#}}' }
    edges:
      - { source: start, target: search, sourceHandle: source }
      - { source: search, target: writer, sourceHandle: source }
      - { source: writer, target: check, sourceHandle: source }
      - { source: check, target: answer, sourceHandle: source }
`

const classifier = `
app: { mode: workflow, name: Sorter }
kind: app
version: 0.3.0
workflow:
  graph:
    nodes:
      - id: start
        data: { type: start, title: Start, variables: [{ variable: text, label: Text, type: paragraph, required: true }] }
      - id: sort
        data:
          type: question-classifier
          title: Sort
          query_variable_selector: [start, text]
          classes: [{ id: '1', name: Billing }, { id: '2', name: Other }]
          instruction: Refunds are billing.
      - id: pull
        data:
          type: parameter-extractor
          title: Pull
          query: [start, text]
          parameters: [{ name: amount, type: number, description: in euros, required: true }]
          instruction: Read the amount.
      - id: shape
        data:
          type: llm
          title: Shape
          model: { provider: openai, name: gpt-4o, mode: chat, completion_params: {} }
          prompt_template:
            - { role: system, edition_type: jinja2, text: '', jinja2_text: 'Say {{ letter }} in one line.' }
          prompt_config:
            jinja2_variables:
              - { variable: letter, value_selector: [start, text] }
              - { variable: unread, value_selector: [start, text] }
    edges: []
`

const completion = `
app: { mode: completion, name: Slogans }
kind: app
version: 0.3.0
model_config:
  pre_prompt: 'Write a slogan for {{product}} from {{brief}}.'
  prompt_type: simple
  model: { provider: openai, name: gpt-4o, mode: chat, completion_params: {} }
  user_input_form:
    - text-input: { label: Product, variable: product, required: true, default: '' }
    - paragraph: { label: Brief, variable: brief, required: true, default: '' }
    - text-input: { label: Audience, variable: audience, required: false, default: '' }
  dataset_configs: { datasets: { datasets: [{ dataset: { enabled: true, id: d1 } }] } }
`

const extract = (source: string) =>
  new PromptExtractor().extractFromWorkflow(parseDsl(source, { workflowId: 'wf' }), {
    now: new Date('2026-01-02T03:04:05Z'),
  })

const contextOf = (source: string, slot: string) => {
  const prompt = extract(source).find(({ context }) => context['slot'] === slot)
  return readPromptContext(prompt?.context ?? {})
}

describe('PromptExtractor', () => {
  test('gives a record for every prompt that storage accepts', () => {
    const prompts = extract(chatflow)
    expect(prompts.map(({ id }) => id)).toEqual(['wf_writer_system', 'wf_writer_user', 'wf_writer_memory_query'])
    expect(prompts.map((prompt) => promptSchema.parse(JSON.parse(JSON.stringify(prompt))))).toEqual(prompts)
    expect(prompts[1]).toMatchObject({
      node_type: 'llm',
      role: 'user',
      variables: ['start.city', 'start.letter', 'sys.query', 'nowhere.text'],
      extracted_at: '2026-01-02T03:04:05.000Z',
    })
  })

  test('stamps the present time by default', () => {
    const before = Date.now()
    const [prompt] = new PromptExtractor().extractFromWorkflow(parseDsl(chatflow))
    expect(Date.parse(prompt?.extracted_at ?? '')).toBeGreaterThanOrEqual(before)
  })

  test('tells what a user wrote from what may be long', () => {
    const context = contextOf(chatflow, 'user')
    expect(context.user_variables).toEqual(['start.city', 'start.letter', 'sys.query'])
    expect(context.long_variables).toEqual(['start.letter', 'sys.query'])
    expect(contextOf(chatflow, 'system')).toMatchObject({ user_variables: [], long_variables: ['context'] })
  })

  test('sees through the names of Jinja2 variables', () => {
    const context = contextOf(classifier, 'system')
    expect(context).toMatchObject({
      syntax: 'jinja2',
      user_variables: ['letter'],
      long_variables: ['letter'],
      unused_variables: ['unread'],
    })
  })

  test('keeps the other messages of the node, in order', () => {
    const context = contextOf(chatflow, 'user')
    expect(context.siblings.map(({ slot, role, before }) => [slot, role, before])).toEqual([
      ['system', 'system', true],
      ['memory_query', 'user', false],
    ])
  })

  test('reads what the settings of the node say', () => {
    expect(contextOf(chatflow, 'system')).toMatchObject({
      app_mode: 'advanced-chat',
      node_title: 'Writer',
      output_schema: { properties: { reply: {} } },
      context_variable: 'search.result',
      has_knowledge: true,
      has_memory: true,
      has_vision: false,
    })
    expect(contextOf(completion, 'pre_prompt')).toMatchObject({
      has_knowledge: true,
      has_memory: false,
      context_variable: '',
    })
  })

  test('names classes and parameters', () => {
    const prompts = extract(classifier)
    const named = prompts.map(({ node_id: node, context }) => [node, context['class_names'], context['parameters']])
    expect(named).toContainEqual(['sort', ['Billing', 'Other'], []])
    expect(named).toContainEqual(['pull', [], ['amount']])
  })

  test('finds who reads the output of the node', () => {
    expect(contextOf(chatflow, 'system').output_readers).toEqual([
      { node_type: 'code', path: ['structured_output', 'reply'] },
      { node_type: 'answer', path: ['text'] },
    ])
  })

  test('hands each prompt its own broken references', () => {
    expect(contextOf(chatflow, 'user').reference_findings.map(({ reference }) => reference)).toEqual([
      '{{#nowhere.text#}}',
    ])
    expect(contextOf(chatflow, 'system').reference_findings).toEqual([])
  })

  test('finds form inputs that no prompt reads', () => {
    expect(contextOf(completion, 'pre_prompt')).toMatchObject({
      user_variables: ['product', 'brief'],
      long_variables: ['brief'],
      unused_variables: ['audience'],
    })
  })
})
