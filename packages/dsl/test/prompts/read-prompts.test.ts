import { describe, expect, it } from 'vitest'
import { parseDsl } from '../../src/index.ts'
import { readFixture, workflowWith } from '../fixtures.ts'

const promptsOf = (name: string) => parseDsl(readFixture(name), { workflowId: 'wf' }).prompts

const summaries = (name: string) => promptsOf(name).map(({ id, role, syntax }) => `${id} ${role} ${syntax}`)

describe('the prompts of a file', () => {
  it('are those of every node that talks to a model, in the order of the file', () => {
    expect(summaries('support-chatflow.yml')).toEqual([
      'wf_sort_instruction instruction workflow',
      'wf_extract_instruction instruction workflow',
      'wf_parcel_reply_system system workflow',
      'wf_parcel_reply_user user workflow',
      'wf_parcel_reply_assistant assistant workflow',
      'wf_parcel_reply_user_3 user workflow',
      'wf_parcel_reply_memory_query user workflow',
      'wf_apology_system system workflow',
      'wf_small_talk_system system workflow',
      'wf_polish_system system workflow',
    ])
  })

  it('come from the Jinja2 text where the message says so, and never from the stale copy', () => {
    expect(summaries('templates-workflow.yml')).toEqual([
      'wf_1700000000002_completion completion workflow',
      'wf_1700000000003_system system jinja2',
      'wf_1700000000003_user user workflow',
      'wf_1700000000004_completion completion jinja2',
      'wf_1700000000005_user user workflow',
    ])
    expect(
      promptsOf('templates-workflow.yml')
        .map(({ text }) => text)
        .join(),
    ).not.toMatch(/stale/i)
    expect(promptsOf('templates-workflow.yml')[1]?.pointer).toBe(
      '/workflow/graph/nodes/2/data/prompt_template/0/jinja2_text',
    )
  })

  it('are instruction and query of agent nodes, and the prompt of the later kind of agent', () => {
    expect(summaries('agent-nodes.yml')).toEqual([
      'wf_agent_instruction instruction workflow',
      'wf_agent_query query workflow',
      'wf_agent_two_workflow_prompt instruction workflow',
    ])
  })

  it('are the numbered messages of an advanced chat app, without the forms that are out of use', () => {
    expect(summaries('chat-app.yml')).toEqual([
      'wf_app_chat_1 system app',
      'wf_app_chat_3 assistant app',
      'wf_app_chat_4 user app',
    ])
  })

  it('are the completion form of an advanced completion app', () => {
    const [prompt] = promptsOf('completion-app.yml')
    expect(prompt).toMatchObject({
      id: 'wf_app_completion',
      node_id: 'app',
      node_type: 'completion',
      node_title: 'Slogans',
      pointer: '/model_config/completion_prompt_config/prompt/text',
      text: 'Write a slogan for {{product}}.\n\nSlogan: ',
    })
  })

  it('are pre-prompt and agent prompts of an agent-chat app', () => {
    expect(summaries('agent-chat-app.yml')).toEqual([
      'wf_app_pre_prompt system app',
      'wf_app_agent_first instruction app',
      'wf_app_agent_next instruction app',
    ])
    expect(promptsOf('agent-chat-app.yml')[0]?.text).toBe('Plan the day of {{person}}.\nLeave room for lunch.\n\n')
  })

  it('are read through aliases and merge keys', () => {
    expect(promptsOf('anchors.yml').map(({ slot, text }) => [slot, text])).toEqual([
      ['system', 'Answer in one sentence.'],
      ['user', 'Only this place reads the anchor.'],
      ['system', 'Answer in one sentence.'],
      ['user', 'Shared by merge.'],
      ['user', 'In a shared list.'],
      ['user', 'In a shared list.'],
    ])
  })

  it('are read from flow collections', () => {
    expect(promptsOf('flow.yml').map(({ text }) => text)).toEqual([
      'Say "hello" in\nfour words: 你好',
      'plain words in braces',
      "single 'quoted'",
      'folded over lines',
    ])
  })

  it('are read from escapes', () => {
    expect(promptsOf('escaped-chinese.yml')[0]?.text).toBe(
      '你是一名耐心的客服。\n请用简体中文回答 {{question_type}}，不超过三句话。 \n\n如果不知道，就说不知道。🙂 ',
    )
  })

  it('are read as PyYAML reads every style of scalar, and are only what it takes for text', () => {
    expect(promptsOf('scalar-styles.yml').map(({ text }) => text)).toEqual([
      'Plain over two lines',
      'not indented\n\n  indented more\n',
      'no line break at the end',
      'two at the end\n\n\n',
      'folded together\n\n  but not this\n',
      '   begins with blanks\n ',
      'ends in blanks   ',
      'tab\tand Aé🤖 joined \napart',
      "It goes on at the first column, which Dify's reader allows.",
      "doubled at the end of a line' and again'",
      '000568',
      'last line, without a line break',
    ])
  })

  it('keep unlike ids where node ids and slots run together', () => {
    const text = [
      'app: {mode: workflow}',
      'workflow: {graph: {nodes: [',
      '  {id: a, data: {type: llm, memory: {query_prompt_template: one}}},',
      '  {id: a_memory, data: {type: agent, agent_parameters: {query: {type: constant, value: two}}}}]}}',
    ].join('\n')
    expect(parseDsl(text).prompts.map(({ id }) => id)).toEqual(['workflow_a_memory_query', 'workflow_a_memory_query_2'])
  })
})

describe('positions', () => {
  it('name the opening quote of a scalar', () => {
    const { prompts, source } = parseDsl(workflowWith('"quoted"'))
    const [prompt] = prompts
    expect(source.split('\n')[(prompt?.line ?? 0) - 1]?.slice((prompt?.column ?? 0) - 1)).toBe('"quoted"')
  })

  it('name the first character of a block, below its header', () => {
    const { prompts } = parseDsl(workflowWith('|\n\n            block'))
    expect(prompts[0]).toMatchObject({ line: 12, column: 13, text: '\nblock\n' })
  })

  it('find each of several equal references', () => {
    const { prompts } = parseDsl(workflowWith('"{{#a.b#}} {{#a.b#}}"'))
    expect(prompts[0]?.references.map(({ offset, line, column }) => [offset, line, column])).toEqual([
      [0, 10, 18],
      [10, 10, 28],
    ])
  })

  it('fall back to the scalar where escapes hide a reference', () => {
    const { prompts } = parseDsl(workflowWith(String.raw`"some {\u007B#a.b#}}"`))
    expect(prompts[0]?.references).toEqual([
      { text: '{{#a.b#}}', selector: ['a', 'b'], offset: 5, line: 10, column: 17 },
    ])
  })
})

describe('references', () => {
  it('are those that Dify expands', () => {
    const longId = 'n'.repeat(50)
    const longName = 'v'.repeat(30)
    const text = `{{#a.b.c#}} {{#${longId}.${longName}#}} {{#context#}} {{#n-o.x#}} {{#a.1x#}} {{ #a.b# }} {{a}}`
    const { prompts } = parseDsl(workflowWith(JSON.stringify(text)))
    expect(prompts[0]?.references.map(({ selector }) => selector)).toEqual([
      ['a', 'b', 'c'],
      [longId, longName],
      ['context'],
    ])
  })

  it('are the declared variables that a Jinja2 prompt prints, outside of comments', () => {
    const [, jinja] = promptsOf('templates-workflow.yml')
    expect(jinja?.references.map(({ text, selector }) => [text, selector])).toEqual([
      ['{{ count }}', ['count']],
      ['{{ article | trim }}', ['article']],
    ])
  })

  it('are the placeholders of an app without a graph', () => {
    expect(promptsOf('chat-app.yml')[2]?.references.map(({ selector }) => selector)).toEqual([['topic'], ['query']])
  })
})
