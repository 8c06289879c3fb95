/** The text of an app whose only model node asks `{{#start.question#}}`, or says hello when there is none. */
export function modelApp({ system = 'Be brief.', data = {} }: ModelAppParts = {}): string {
  const node = (id: string, more: object): object => ({ id, type: 'custom', data: { title: id, ...more } })
  return JSON.stringify({
    kind: 'app',
    version: '0.5.0',
    app: { name: 'asker', mode: 'workflow' },
    workflow: {
      graph: {
        nodes: [
          node('start', {
            type: 'start',
            variables: [{ variable: 'question', label: 'question', type: 'paragraph', required: false }],
          }),
          node('llm', {
            type: 'llm',
            model: { provider: 'test', name: 'scripted', mode: 'chat', completion_params: {} },
            prompt_template: [
              { id: 'a', role: 'system', text: system },
              { id: 'b', role: 'user', text: 'Hello {{#start.question#}}' },
            ],
            context: { enabled: false, variable_selector: [] },
            vision: { enabled: false },
            ...data,
          }),
          node('end', { type: 'end', outputs: [{ variable: 'answer', value_selector: ['llm', 'text'] }] }),
        ],
        edges: [
          { id: 'e1', source: 'start', sourceHandle: 'source', target: 'llm', targetHandle: 'target' },
          { id: 'e2', source: 'llm', sourceHandle: 'source', target: 'end', targetHandle: 'target' },
        ],
      },
      features: {},
    },
  })
}

interface ModelAppParts {
  readonly system?: string
  /** More for the node, e.g. its error strategy. */
  readonly data?: Readonly<Record<string, unknown>>
}
