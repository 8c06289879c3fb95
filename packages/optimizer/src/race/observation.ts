import { testResultSchema } from '@autoopt/collector'
import { z } from 'zod'

/** One result of a campaign and what it was paid for. */
export const observationSchema = z.looseObject({
  purpose: z.enum(['baseline', 'search', 'confirm', 'ablate', 'holdout']),
  result: testResultSchema,
})
export type Observation = z.infer<typeof observationSchema>

/** What results may be used for: those that candidates were chosen by, those that prove, those that are only reported. */
export type Phase = 'search' | 'confirm' | 'holdout'

/** The phase that an observation belongs to: whatever guided a choice counts as search. */
export function phaseOf({ purpose }: Pick<Observation, 'purpose'>): Phase {
  return purpose === 'confirm' || purpose === 'holdout' ? purpose : 'search'
}
