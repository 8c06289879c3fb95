import { listOf, recordOf, selectorOf, textOf } from '../app/untyped.ts'
import type { NodeRunner } from './node-runner.ts'

/** Gives the outputs of the workflow; a variable that does not exist is `null`. */
export const runEnd: NodeRunner = ({ data }, { variables }) => {
  const outputs = Object.fromEntries(
    listOf(data['outputs']).flatMap((item) => {
      const { variable, value_selector } = recordOf(item)
      const name = textOf(variable)
      return name === undefined ? [] : [[name, variables.get(selectorOf(value_selector)) ?? null] as const]
    }),
  )
  return { inputs: outputs, outputs }
}
