import type { CampaignEvent, Candidate } from '@autoopt/optimizer'

/** What a machine reads of an event, as one line of JSON. Texts of wordings are in the result. */
export function eventRecord(event: CampaignEvent, at: Date): Readonly<Record<string, unknown>> {
  return { at: at.toISOString(), type: event.type, ...contentOf(event) }
}

function contentOf(event: CampaignEvent): object {
  switch (event.type) {
    case 'spent': {
      const { runs, calls, reflectionCalls, tokens, costUsd, unknownPrices } = event.totals
      const totals = { runs, calls, reflection_calls: reflectionCalls, tokens, cost_usd: costUsd }
      return { ...totals, unknown_prices: unknownPrices, elapsed_ms: event.elapsedMs }
    }
    case 'planned': {
      const { budget, reflectionCalls, calls, mostCostUsd } = event.plan
      const plan = { runs: budget.runs, confirm_runs: budget.confirmRuns, reflection_calls: reflectionCalls, calls }
      return { ...plan, most_cost_usd: mostCostUsd, split: event.split }
    }
    case 'race_started':
      return { round: event.round, cases: event.cases, candidates: event.candidates.map(candidateRecord) }
    case 'race_finished':
      return {
        round: event.round,
        standings: event.standings.map(({ candidateId, ...rest }) => ({ candidate_id: candidateId, ...rest })),
      }
    case 'incumbent':
      return { round: event.round, gain: event.gain, candidate: candidateRecord(event.candidate) }
    case 'finished': {
      const { verdict, reason, stopReason, baselineScore, variantScore, improvement } = event.result
      const scores = { baseline_score: baselineScore, variant_score: variantScore, improvement }
      return { verdict, reason, stop_reason: stopReason, ...scores }
    }
    case 'stage_started':
    case 'stage_progress':
    case 'stage_decided':
    case 'learned':
    case 'confirmed': {
      const { type: _, ...content } = event
      return content
    }
  }
}

function candidateRecord({ id, origin, parents, edits }: Candidate): object {
  return { id, origin, parents, edits }
}
