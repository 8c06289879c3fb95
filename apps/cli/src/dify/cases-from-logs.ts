import type { DifyService, RunDetail } from '@autoopt/dify-client'
import { redactValue } from './redact-text.ts'

/** A case that a past run suggests: its inputs, and what the app gave then, as a starting point for expectations. */
export interface ProposedCase {
  readonly case_id: string
  readonly query?: string
  readonly inputs: Readonly<Record<string, unknown>>
  readonly expected_outputs: Readonly<Record<string, unknown>>
  readonly tags: readonly string[]
}

/** Proposes cases from the latest successful runs of an app, each of different inputs, without personal data. */
export async function casesFromLogs(service: DifyService, count: number): Promise<ProposedCase[]> {
  const cases: ProposedCase[] = []
  const seen = new Set<string>()
  for await (const { workflow_run } of service.logs({ status: 'succeeded' })) {
    if (cases.length >= count) break
    const detail = await service.runDetail(workflow_run.id)
    const proposed = detail && toCase(detail, cases.length + 1)
    if (proposed === undefined) continue
    const key = JSON.stringify([proposed.query, proposed.inputs])
    if (seen.has(key)) continue
    seen.add(key)
    cases.push(proposed)
  }
  return cases
}

function toCase({ inputs, outputs }: RunDetail, number: number): ProposedCase | undefined {
  if (inputs == null) return undefined
  const clean = redactValue(inputs) as Record<string, unknown>
  const query = clean['sys.query']
  const own = Object.fromEntries(Object.entries(clean).filter(([name]) => !name.startsWith('sys.')))
  return {
    case_id: `log_${number}`,
    ...(typeof query === 'string' && query !== '' && { query }),
    inputs: own,
    expected_outputs: redactValue(outputs ?? {}) as Record<string, unknown>,
    tags: ['from-log'],
  }
}
