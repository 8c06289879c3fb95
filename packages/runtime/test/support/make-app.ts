/** Builds app files for tests: JSON is YAML. */

export type NodeData = Readonly<Record<string, unknown>> & { readonly type: string }

/** `a>b`, or `a:handle>b`. */
export type EdgeText = string

export interface AppParts {
  readonly mode?: 'workflow' | 'advanced-chat'
  readonly nodes: Readonly<Record<string, NodeData>>
  readonly edges: readonly EdgeText[]
  readonly environment?: readonly Readonly<Record<string, unknown>>[]
  readonly conversation?: readonly Readonly<Record<string, unknown>>[]
}

/** The text of an app file. Children of containers are named `container/child`. */
export function makeApp({ mode = 'workflow', nodes, edges, environment = [], conversation = [] }: AppParts): string {
  return JSON.stringify({
    kind: 'app',
    version: '0.5.0',
    app: { name: 'test', mode, icon: '', icon_background: '', description: '' },
    workflow: {
      graph: {
        nodes: Object.entries(nodes).map(([id, data]) => ({
          id,
          type: 'custom',
          position: { x: 0, y: 0 },
          data: { title: id, ...data },
        })),
        edges: edges.map((text, index) => readEdge(text, index)),
      },
      features: {},
      environment_variables: environment,
      conversation_variables: conversation,
    },
  })
}

function readEdge(text: EdgeText, index: number): Readonly<Record<string, unknown>> {
  const [from = '', target] = text.split('>')
  const [source, sourceHandle = 'source'] = from.split(':')
  return { id: `e${index}`, source, target, sourceHandle, targetHandle: 'target', type: 'custom', data: {} }
}

/** A start node with inputs: `name`, or `name=type`; a leading `!` makes it required. */
export function start(...inputs: readonly string[]): NodeData {
  return {
    type: 'start',
    variables: inputs.map((text) => {
      const [name = '', type = 'paragraph'] = text.replace('!', '').split('=')
      return { variable: name, label: name, type, required: text.startsWith('!'), options: [] }
    }),
  }
}

/** An end node: `name` to `node.variable`. */
export function end(outputs: Readonly<Record<string, string>>): NodeData {
  return {
    type: 'end',
    outputs: Object.entries(outputs).map(([variable, path]) => ({ variable, value_selector: path.split('.') })),
  }
}
