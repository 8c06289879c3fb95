/** App files that need no model. JSON is YAML. */

type Node = readonly [id: string, data: Readonly<Record<string, unknown>>]

function app(mode: string, nodes: readonly Node[], next: readonly (readonly [string, string])[]): string {
  return JSON.stringify({
    kind: 'app',
    version: '0.1.5',
    app: { name: 'autoopt e2e', mode, icon: '🤖', icon_background: '#FFEAD5', description: '' },
    workflow: {
      features: {},
      environment_variables: [],
      conversation_variables: [],
      graph: {
        nodes: nodes.map(([id, data]) => ({
          id,
          type: 'custom',
          position: { x: 0, y: 0 },
          data: { title: id, ...data },
        })),
        edges: next.map(([source, target]) => ({
          id: `${source}-${target}`,
          source,
          target,
          sourceHandle: 'source',
          targetHandle: 'target',
          type: 'custom',
          data: {},
        })),
      },
    },
  })
}

/** Gives back its input. Its model node lies beside the way from start to end. */
export const workflow = app(
  'workflow',
  [
    [
      'start',
      {
        type: 'start',
        variables: [
          { variable: 'name', label: 'name', type: 'paragraph', required: true, max_length: 48_000, options: [] },
        ],
      },
    ],
    [
      'llm',
      {
        type: 'llm',
        model: { provider: 'openai', name: 'gpt-4o', mode: 'chat', completion_params: {} },
        prompt_template: [{ id: 'p1', role: 'system', text: 'Be helpful.' }],
        context: { enabled: false, variable_selector: [] },
        vision: { enabled: false },
      },
    ],
    ['end', { type: 'end', outputs: [{ variable: 'hello', value_selector: ['start', 'name'] }] }],
  ],
  [['start', 'end']],
)

/** Answers with what was said. */
export const chatflow = app(
  'advanced-chat',
  [
    ['start', { type: 'start', variables: [] }],
    ['answer', { type: 'answer', answer: '{{#sys.query#}}!', variables: [] }],
  ],
  [['start', 'answer']],
)

/** Without a graph. */
export const chat = JSON.stringify({
  kind: 'app',
  version: '0.1.5',
  app: { name: 'autoopt e2e', mode: 'chat', icon: '🤖', icon_background: '#FFEAD5', description: '' },
  model_config: {
    pre_prompt: 'You greet people.',
    prompt_type: 'simple',
    model: { provider: 'openai', name: 'gpt-4o', mode: 'chat', completion_params: {} },
    user_input_form: [],
  },
})
