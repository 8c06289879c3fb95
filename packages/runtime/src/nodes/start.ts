import type { NodeRunner } from './node-runner.ts'

/** Gives the inputs of the run, and shows the system variables beside them. */
export const runStart: NodeRunner = (node, { engine }) => {
  const system = Object.entries(engine.variables.valuesOf('sys')).map(
    ([name, value]) => [`sys.${name}`, value] as const,
  )
  const values = { ...engine.variables.valuesOf(node.id), ...Object.fromEntries(system) }
  return { inputs: values, outputs: values }
}
