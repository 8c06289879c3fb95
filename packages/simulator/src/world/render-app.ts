import { toYaml } from '../text/to-yaml.ts'
import type { NodePlan, WorldPlan } from './world.ts'

/** The world's app as a Dify DSL file of version 0.3.0, one model node for each node of the world. */
export function renderApp(plan: WorldPlan, model: string): string {
  const { nodes, edges } = plan.routes.length === 0 ? chain(plan, model) : branches(plan, model)
  return toYaml({
    app: {
      description: `A simulated world: ${plan.name}. It is made to measure optimizers and is about nothing real.`,
      icon: '🧪',
      icon_background: '#EFF1F5',
      mode: 'workflow',
      name: `Simulated ${plan.name}`,
      use_icon_as_answer_icon: false,
    },
    dependencies: [],
    kind: 'app',
    version: '0.3.0',
    workflow: {
      conversation_variables: [],
      environment_variables: [],
      features: {},
      graph: { edges, nodes, viewport: { x: 0, y: 0, zoom: 1 } },
    },
  })
}

interface Graph {
  readonly nodes: readonly object[]
  readonly edges: readonly object[]
}

function chain(plan: WorldPlan, model: string): Graph {
  const ids = ['start', ...plan.nodes.map(({ id }) => id), 'end']
  const last = plan.nodes.at(-1)
  return {
    nodes: [
      startNode(),
      ...plan.nodes.map((node, index) => modelNode(node, { model, column: index + 1 })),
      endNode([last?.id ?? '', 'text'], plan.nodes.length + 1),
    ],
    edges: ids.slice(1).map((target, index) => edge(ids[index] ?? '', target)),
  }
}

/** The router's answer picks a branch; the last branch is the one for everything else. */
function branches(plan: WorldPlan, model: string): Graph {
  const [router, ...rest] = plan.nodes
  if (router === undefined) throw new Error(`world ${plan.name} has no router`)
  const cases = plan.routes.slice(0, -1).map((route, index) => ({
    case_id: `case_${index + 1}`,
    id: `case_${index + 1}`,
    logical_operator: 'and',
    conditions: [
      {
        id: `condition_${index + 1}`,
        comparison_operator: 'contains',
        value: route,
        varType: 'string',
        variable_selector: [router.id, 'text'],
      },
    ],
  }))
  return {
    nodes: [
      startNode(),
      modelNode(router, { model, column: 1 }),
      graphNode('switch', 2, { type: 'if-else', title: 'Switch', desc: '', cases }),
      ...rest.map((node, row) => modelNode(node, { model, column: 3, row })),
      graphNode('join', 4, {
        type: 'variable-aggregator',
        title: 'Join',
        desc: '',
        output_type: 'string',
        variables: rest.map(({ id }) => [id, 'text']),
      }),
      endNode(['join', 'output'], 5),
    ],
    edges: [
      edge('start', router.id),
      edge(router.id, 'switch'),
      ...rest.map(({ id }, index) => edge('switch', id, cases[index]?.case_id ?? 'false')),
      ...rest.map(({ id }) => edge(id, 'join')),
      edge('join', 'end'),
    ],
  }
}

function startNode(): object {
  const variable = { label: 'text', max_length: 4000, options: [], required: true, type: 'paragraph', variable: 'text' }
  return graphNode('start', 0, { type: 'start', title: 'Start', desc: '', variables: [variable] })
}

function endNode(selector: readonly string[], column: number): object {
  return graphNode('end', column, {
    type: 'end',
    title: 'End',
    desc: '',
    outputs: [{ value_selector: selector, variable: 'text' }],
  })
}

function modelNode(
  { id, title, prompts }: NodePlan,
  { model, column, row = 0 }: { readonly model: string; readonly column: number; readonly row?: number },
): object {
  const data = {
    type: 'llm',
    title,
    desc: '',
    context: { enabled: false, variable_selector: [] },
    model: {
      completion_params: { temperature: 0.7 },
      mode: 'chat',
      name: model,
      provider: 'langgenius/openai_api_compatible/openai_api_compatible',
    },
    prompt_template: prompts.map(({ role, text }, index) => ({ id: `${id}-${index + 1}`, role, text })),
    variables: [],
    vision: { enabled: false },
  }
  return graphNode(id, column, data, row)
}

function graphNode(id: string, column: number, data: object, row = 0): object {
  const position = { x: 80 + 300 * column, y: 280 + 160 * row }
  return { data, id, position, type: 'custom', width: 244 }
}

function edge(source: string, target: string, handle = 'source'): object {
  return {
    id: `${source}-${handle}-${target}`,
    source,
    sourceHandle: handle,
    target,
    targetHandle: 'target',
    type: 'custom',
  }
}
