/** App files for the tests of targets. JSON is YAML. */

type NodeData = Readonly<Record<string, unknown>> & { readonly type: string }

/** Greets `name`, which it requires. */
export const greeter = app('workflow', [
  ['start', { type: 'start', variables: [input('name', { required: true }), input('tone', { required: false })] }],
  ['end', { type: 'end', outputs: [{ variable: 'hello', value_selector: ['start', 'name'] }] }],
])

/** Answers with the number of earlier exchanges, and what was said. */
export const echo = app('advanced-chat', [
  ['start', { type: 'start', variables: [] }],
  ['answer', { type: 'answer', answer: '{{#sys.dialogue_count#}}: {{#sys.query#}}', variables: [] }],
])

/** Its only node fails. */
export const failing = app('workflow', [
  ['start', { type: 'start', variables: [] }],
  [
    'broken',
    {
      type: 'code',
      code_language: 'javascript',
      code: 'function main() { throw new Error("this node is broken") }',
      variables: [],
      outputs: { result: { type: 'string', children: null } },
    },
  ],
  ['end', { type: 'end', outputs: [{ variable: 'result', value_selector: ['broken', 'result'] }] }],
])

function input(variable: string, { required }: { readonly required: boolean }): Readonly<Record<string, unknown>> {
  return { variable, label: variable, type: 'paragraph', required, max_length: 10_000, options: [] }
}

function app(mode: string, nodes: readonly (readonly [id: string, data: NodeData])[]): string {
  const edges = nodes.slice(1).map(([target], index) => ({
    id: `edge-${index}`,
    source: nodes[index]?.[0],
    sourceHandle: 'source',
    target,
    targetHandle: 'target',
    type: 'custom',
    data: {},
  }))
  return JSON.stringify({
    kind: 'app',
    version: '0.5.0',
    app: { name: 'contract', mode, icon: '', icon_background: '', description: '' },
    workflow: {
      graph: {
        nodes: nodes.map(([id, data]) => ({
          id,
          type: 'custom',
          position: { x: 0, y: 0 },
          data: { title: id, ...data },
        })),
        edges,
      },
      features: {},
      environment_variables: [],
      conversation_variables: [],
    },
  })
}
