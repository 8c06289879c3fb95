import type { TestResult, Verdict } from '@autoopt/collector'
import type { CampaignEvent, CampaignResult, Candidate, Edit, FinalistReport } from '@autoopt/optimizer'

/** Where the search stood after a round. */
export interface RoundFigures {
  readonly round: number
  readonly cases: number
  readonly candidates: number
  /** Of the best wording so far, as it is believed; from 0 to 1. */
  readonly gain: number
}

/** Everything that one campaign came to, as it is written to `result.json` and printed with `--json`. */
export interface CampaignReport {
  readonly campaign_id: string
  readonly workflow_id: string
  readonly simulated: boolean
  readonly verdict: Verdict
  readonly reason: string
  readonly stop_reason: string
  readonly baseline_score: number | null
  readonly variant_score: number | null
  readonly improvement: number
  /** What fresh draws say of the best wording; `null` when there was nothing to confirm. */
  readonly statistics: FinalistReport | null
  readonly confirmation: CampaignResult['confirmation']
  readonly holdout: CampaignResult['holdout']
  readonly recovery: readonly object[]
  readonly learned: CampaignResult['learned']
  readonly edits: readonly Edit[]
  readonly patches: CampaignResult['patches']
  readonly rounds: readonly RoundFigures[]
  readonly spent: {
    readonly runs: number
    readonly calls: number
    readonly tokens: number
    /** `null` when a price is unknown. */
    readonly cost_usd: number | null
  }
}

/** Collects from the events of a campaign what its report tells beside the result. */
export class CampaignRecorder {
  readonly rounds: RoundFigures[] = []
  readonly #candidates = new Map<string, Candidate>()
  #gain = 0
  #cases = 0
  #racing = 0
  isSimulated = false

  note(result: TestResult): void {
    this.isSimulated ||= result.simulated
  }

  update(event: CampaignEvent): void {
    if (event.type === 'race_started') {
      for (const candidate of event.candidates) this.#candidates.set(candidate.id, candidate)
      this.#cases = event.cases
      this.#racing = event.candidates.length
    }
    if (event.type === 'incumbent') {
      this.#candidates.set(event.candidate.id, event.candidate)
      this.#gain = event.gain
      const last = this.rounds.at(-1)
      if (last?.round === event.round) this.rounds[this.rounds.length - 1] = { ...last, gain: event.gain }
    }
    if (event.type === 'race_finished')
      this.rounds.push({ round: event.round, cases: this.#cases, candidates: this.#racing, gain: this.#gain })
  }

  /** Everything that was done to the seed on the way to a wording, in its order. */
  editsOf(candidate: Candidate): Edit[] {
    const edits: Edit[] = []
    for (const { edits: own } of this.#ancestry(candidate)) edits.unshift(...own)
    return edits
  }

  /** The wording, the one that it was made from, and so on. */
  *#ancestry(candidate: Candidate): Generator<Candidate> {
    const seen = new Set<string>()
    for (let id: string | undefined = candidate.id; id !== undefined && !seen.has(id);) {
      const one: Candidate | undefined = id === candidate.id ? candidate : this.#candidates.get(id)
      if (one === undefined) return
      yield one
      seen.add(id)
      id = one.parents[0]
    }
  }
}

export interface ReportContext {
  readonly campaignId: string
  readonly workflowId: string
  readonly recorder: CampaignRecorder
  readonly spent: CampaignReport['spent']
}

/** The report of a campaign that came to its end. */
export function campaignReport(result: CampaignResult, context: ReportContext): CampaignReport {
  const { campaignId, workflowId, recorder, spent } = context
  const { verdict, reason, stopReason, baselineScore, variantScore, improvement, confirmation } = result
  return {
    campaign_id: campaignId,
    workflow_id: workflowId,
    simulated: recorder.isSimulated,
    verdict,
    reason,
    stop_reason: stopReason,
    baseline_score: baselineScore,
    variant_score: variantScore,
    improvement,
    statistics: finalistOf(confirmation),
    confirmation,
    holdout: result.holdout,
    recovery: result.recovery.map(({ level, succeeded, reason: why }) => ({ level, succeeded, reason: why })),
    learned: result.learned,
    edits: recorder.editsOf(result.best),
    patches: result.patches,
    rounds: recorder.rounds,
    spent,
  }
}

function finalistOf(confirmation: CampaignResult['confirmation']): FinalistReport | null {
  if (confirmation === null) return null
  const { finalists, winner_id } = confirmation
  return finalists.find(({ variant_id }) => variant_id === winner_id) ?? finalists[0] ?? null
}
