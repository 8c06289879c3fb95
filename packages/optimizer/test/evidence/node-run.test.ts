import { expect, test } from 'vitest'
import { nodeRuns } from '../../src/evidence/node-run.ts'
import { makeCase, makeResult } from './evidence-fixtures.ts'

function outputOf(outputs: Record<string, unknown>): string | undefined {
  const result = makeResult(makeCase('a'), [{ id: 'node', output: 'x' }])
  for (const node of result.traces?.flatMap(({ nodes }) => nodes) ?? []) node.outputs = outputs
  return nodeRuns(result).at(0)?.output
}

test('what differs from run to run though the answer does not is left out of the outputs of nodes', () => {
  const model = { text: 'Yes.', usage: { latency: 0.21 }, finish_reason: 'stop', reasoning_content: '', files: [] }
  expect(outputOf(model)).toBe('Yes.')
  expect(outputOf({ ...model, finish_reason: 'length' })).toContain('"finish_reason":"length"')
  expect(outputOf({ text: 'Hello', 'sys.workflow_run_id': '70c6', 'sys.timestamp': 17 })).toBe('Hello')
})
