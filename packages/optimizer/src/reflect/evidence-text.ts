import { estimateTokens } from '../text/estimate-tokens.ts'
import type { CaseExcerpt, NodeExcerpt } from './reflection-job.ts'
import { shareTokens, shorten } from './shorten.ts'

export interface EvidenceOptions {
  /** Nodes whose own messages are shown. */
  readonly chosenNodes: ReadonlySet<string>
  readonly maxTokens: number
}

/** The cases as a model reads them: each within its share of the tokens, every text cut in its middle where it is too long. */
export function evidenceText(cases: readonly CaseExcerpt[], options: EvidenceOptions): string {
  const passages = cases.map((one) => partsOf(one, options.chosenNodes))
  const needed = passages.map((parts) => sum(parts.map(({ text }) => tokensOf(text))))
  const shares = shareTokens(needed, options.maxTokens)
  return cases
    .map(({ caseId, isPassing, clusterId }, index) => {
      const cluster = clusterId === undefined ? '' : ` cluster="${quotable(clusterId)}"`
      const body = withinTokens(passages[index] ?? [], shares[index] ?? 0)
      return `<case id="${quotable(caseId)}" kind="${isPassing ? 'passing: must keep working' : 'failing'}"${cluster}>\n${body}\n</case>`
    })
    .join('\n\n')
}

interface Part {
  readonly title: string
  readonly text: string
}

function partsOf(
  { inputs, nodes, output, expected: wanted, failed }: CaseExcerpt,
  chosenNodes: ReadonlySet<string>,
): Part[] {
  return [
    { title: 'Inputs', text: inputs },
    ...nodes.flatMap((node) => nodeParts(node, chosenNodes.has(node.nodeId))),
    { title: 'Final output', text: output },
    ...(wanted === undefined ? [] : [{ title: 'Final output that was expected', text: wanted }]),
    ...failed.flatMap(({ nodeId, reason, expected, actual }) => [
      { title: nodeId === undefined ? 'Failed expectation' : `Failed expectation of node ${nodeId}`, text: reason },
      ...(expected === undefined ? [] : [{ title: 'Expected', text: expected }]),
      ...(actual === undefined ? [] : [{ title: 'Actual', text: actual }]),
    ]),
  ]
}

/** Of the messages of a chosen node those that carry the data: the system prompt stands in the question anyway. */
function nodeParts({ nodeId, prompts, output, error }: NodeExcerpt, isChosen: boolean): Part[] {
  const data = prompts.filter(({ role }) => role !== 'system')
  const given = data.length > 0 ? data : prompts.slice(-1)
  return [
    ...(isChosen ? given.map(({ text }) => ({ title: `Node ${nodeId} was given`, text })) : []),
    ...(error === null ? [] : [{ title: `Node ${nodeId} failed`, text: error }]),
    { title: `Node ${nodeId} wrote`, text: output },
  ]
}

function withinTokens(parts: readonly Part[], maxTokens: number): string {
  const shares = shareTokens(
    parts.map(({ text }) => tokensOf(text)),
    maxTokens,
  )
  return parts.map(({ title, text }, index) => `${title}: ${asData(shorten(text, shares[index] ?? 0))}`).join('\n')
}

/** A text that could close the frame it stands in, or open another one, cannot any more. */
export function asData(text: string): string {
  return text.replace(/<(?=\/?(?:data|case|component)\b)/gi, '‹').replaceAll(/\p{Surrogate}/gu, '\uFFFD')
}

/** A text for an attribute. */
export function quotable(text: string): string {
  return asData(text)
    .replace(/["<>\r\n]/g, ' ')
    .slice(0, 120)
}

/** Of long texts only a part is counted: they are cut anyway. */
function tokensOf(text: string): number {
  return text.length > maxCounted ? maxCounted : estimateTokens(text) + 4
}

const maxCounted = 60_000

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
