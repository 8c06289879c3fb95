import type { NodeRunner } from './node-runner.ts'
import { assignItems } from './assign-items.ts'
import { assignOne } from './assign-one.ts'

/** Writes variables of the conversation or of a loop; nodes of version 2 have items with operations. */
export const runAssigner: NodeRunner = (node, context) =>
  Array.isArray(node.data['items']) ? assignItems(node.data['items'], context) : assignOne(node.data, context)
