import { z } from 'zod'

/**
 * What to do with a variant. `deploy`: proven better. `canary`: likely better, worth a careful trial. `keep`: stay with what there is.
 * `inconclusive`: too little was measured to say.
 */
export const verdictSchema = z.enum(['deploy', 'canary', 'keep', 'inconclusive'])
export type Verdict = z.infer<typeof verdictSchema>
