import { NodeError } from '../errors.ts'
import type { NodeRunner } from './node-runner.ts'
import { readNodeInputs } from './read-node-inputs.ts'
import { runSandboxed } from './run-sandboxed.ts'

/** Dify names no type for the failures of this node. */
const errorType = ''

/** Renders a Jinja2 template with the variables of the node; a variable that does not exist prints `None`. */
export const runTemplateTransform: NodeRunner = async (node, context) => {
  const inputs = readNodeInputs(node, context.variables)
  const template = typeof node.data['template'] === 'string' ? node.data['template'] : ''
  const sandbox = await context.sandbox()
  const rendered = sandbox.renderJinja(template, inputs, { signal: context.signal })
  const output = await runSandboxed(rendered, { type: errorType, inputs })

  const maxLength = context.dify === '0.15' ? 80_000 : 400_000
  // Python counts characters, not UTF-16 units.
  if (output.length > maxLength && Array.from(output).length > maxLength) {
    throw new NodeError(`Output length exceeds ${maxLength} characters`, { type: errorType, inputs })
  }
  return { inputs, outputs: { output } }
}
