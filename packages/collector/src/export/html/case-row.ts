import { excerpt } from '../../assertions/excerpt.ts'
import type { TestResult } from '../../results/test-result.ts'
import { failedReasons } from '../failed-reasons.ts'
import { formatDuration, formatScore } from '../format-figures.ts'
import { markup, type Markup } from './markup.ts'

const longestOutput = 2000

/** One result as a row of the table of cases. */
export function caseRow(result: TestResult): Markup {
  const { variant_id, case_id, repeat, status, score, elapsed_ms } = result
  const cells = [variant_id, case_id, repeat].map((value) => markup`<td>${value}</td>`)
  return markup`<tr data-status="${status}">${cells}<td class="${status}">${status}</td><td>${formatScore(score)}</td><td>${formatDuration(elapsed_ms)}</td><td>${detailsOf(result)}</td></tr>
`
}

function detailsOf(result: TestResult): Markup {
  const reasons = [result.error === null ? [] : describeError(result.error), failedReasons(result)].flat()
  const output = result.answer ?? (result.outputs === null ? '' : JSON.stringify(result.outputs, null, 2))
  return markup`${reasons.map((reason) => markup`<div>${excerpt(reason, longestOutput)}</div>`)}${outputOf(output)}`
}

function describeError({ class: kind, node_id, message }: NonNullable<TestResult['error']>): string {
  return `${kind}${node_id === undefined ? '' : ` in node ${node_id}`}: ${message}`
}

function outputOf(output: string): Markup {
  if (output === '') return markup``
  return markup`<details><summary>Output</summary><pre>${excerpt(output, longestOutput)}</pre></details>`
}
