import type { JsonValue, TestCase } from '@autoopt/config'
import type { CaseExcerpt, FailedExpectation } from '../reflect/reflection-job.ts'
import { fallsShort } from './falls-short.ts'
import { headAndTail } from './head-and-tail.ts'
import type { ObservedRun } from './observed-run.ts'

const longestText = 4000
const mostFailures = 12

/** What a reflection is shown of a run. Every text is bounded by its head and tail. */
export function caseExcerpt({ testCase, result, runs }: ObservedRun, clusterId?: string): CaseExcerpt {
  const failed: FailedExpectation[] = result.assertions.flatMap(({ passed, score, node, reason, expected, actual }) =>
    passed && score === 1
      ? []
      : [
          {
            ...(node === undefined ? {} : { nodeId: node }),
            reason: cut(reason),
            ...(expected === undefined ? {} : { expected: cut(expected) }),
            ...(actual === undefined ? {} : { actual: cut(actual) }),
          },
        ],
  )
  if (result.error !== null) {
    const { node_id: nodeId, message } = result.error
    failed.unshift({ ...(nodeId === undefined ? {} : { nodeId }), reason: cut(message) })
  }
  const isPassing = !fallsShort(result)
  const expected = isPassing ? undefined : expectedOutput(testCase)
  return {
    caseId: testCase.case_id,
    isPassing,
    inputs: cut(inputsOf(testCase)),
    nodes: runs.map(({ nodeId, prompts, output, error }) => ({
      nodeId,
      prompts: prompts.map(({ role, text }) => ({ role, text: cut(text) })),
      output: cut(output),
      error: error === null ? null : cut(error),
    })),
    output: cut(result.answer ?? JSON.stringify(result.outputs ?? {})),
    ...(expected === undefined ? {} : { expected: cut(expected) }),
    failed: failed.slice(0, mostFailures),
    ...(clusterId === undefined ? {} : { clusterId }),
  }
}

function inputsOf({ inputs, query, turns }: TestCase): string {
  const said = turns?.map((turn) => turn.query) ?? (query === undefined ? [] : [query])
  const lines = Object.entries(inputs).map(([name, value]) => `${name}: ${inText(value)}`)
  return [...lines, ...said.map((text) => `query: ${text}`)].join('\n')
}

/** Of a conversation, what its last turn should say. One output stands for itself. */
function expectedOutput({ expected_outputs: ofCase, turns }: TestCase): string | undefined {
  const outputs = Object.entries(turns?.at(-1)?.expected_outputs ?? ofCase ?? {})
  const [only] = outputs
  if (only === undefined) return undefined
  return outputs.length === 1 ? inText(only[1]) : outputs.map(([name, value]) => `${name}: ${inText(value)}`).join('\n')
}

function inText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function cut(text: string): string {
  return headAndTail(text, longestText)
}
