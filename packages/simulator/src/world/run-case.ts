import type { NodePlan, WorldCase, WorldPlan, WorldPrompts } from './world.ts'

/** What an app wrote for a case. */
export interface AppOutputs {
  /** The output of the node that came last. */
  readonly final: string
  /** By node id; nodes on other branches are missing. */
  readonly nodes: Readonly<Record<string, string>>
}

/** A message as models take it. */
export interface RenderedMessage {
  readonly role: 'system' | 'user'
  readonly content: string
}

export interface RunCaseOptions {
  /** Default: the seed prompts. */
  readonly prompts?: WorldPrompts
  /** Asks the model on behalf of a node. */
  readonly ask: (messages: readonly RenderedMessage[], nodeId: string) => Promise<string>
}

/** Runs a world's app on one case without a workflow engine: node after node, the router's word choosing the branch. */
export async function runCase(
  world: { readonly plan: WorldPlan; readonly prompts: WorldPrompts },
  testCase: Pick<WorldCase, 'inputs'>,
  { prompts = world.prompts, ask }: RunCaseOptions,
): Promise<AppOutputs> {
  const nodes: Record<string, string> = {}
  let final = ''
  for (const node of world.plan.nodes) {
    if (!isOnPath(world.plan, node, nodes)) continue
    const messages = (prompts[node.id] ?? []).map(({ role, text }) => ({
      role,
      content: fillIn(text, { start: testCase.inputs.text, ...nodes }),
    }))
    final = await ask(messages, node.id)
    nodes[node.id] = final
  }
  return { final, nodes }
}

/** The first label that the router names leads on; the last branch takes what names none. */
function isOnPath({ routes, nodes }: WorldPlan, node: NodePlan, outputs: Readonly<Record<string, string>>): boolean {
  if (node.route === undefined) return true
  const said = outputs[nodes[0]?.id ?? ''] ?? ''
  return node.route === (routes.find((route) => said.includes(route)) ?? routes.at(-1))
}

function fillIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{\{#([\w-]+)\.\w+#\}\}/g, (placeholder, source: string) => values[source] ?? placeholder)
}
