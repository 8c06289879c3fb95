import type { RuntimeNode } from '../nodes/node-runner.ts'
import { pythonText } from '../values/python-text.ts'
import type { DifyVersion, Value, Values } from '../values/value.ts'

/**
 * Collects what `end` and `answer` nodes give. Of several ends 0.15 keeps the last alone, 1.12 all of their keys; answers are joined
 * with newlines.
 */
export class GraphOutputs {
  readonly #dify: DifyVersion
  #values: Record<string, Value> | undefined

  constructor(dify: DifyVersion) {
    this.#dify = dify
  }

  get values(): Values | undefined {
    return this.#values
  }

  add(node: RuntimeNode, outputs: Values): void {
    if (node.type === 'end') {
      this.#values = this.#dify === '0.15' ? { ...outputs } : { ...this.#values, ...outputs }
    } else if (node.type === 'answer') {
      const earlier = this.#values?.['answer']
      const answer = pythonText(outputs['answer'] ?? '')
      this.#values = {
        ...this.#values,
        ...outputs,
        answer: earlier === undefined ? answer : `${pythonText(earlier)}\n${answer}`,
      }
    }
  }
}
