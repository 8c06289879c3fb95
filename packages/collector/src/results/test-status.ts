import { z } from 'zod'

/**
 * How a case ended. `passed`: every assertion holds. `failed`: it ran, and an assertion does not hold. `error`: the workflow
 * itself failed, which scores 0. `infra_error`: a model, a server, the network or a limit failed after all retries; such a case
 * has no score and counts for nobody.
 */
export const testStatusSchema = z.enum(['passed', 'failed', 'error', 'infra_error'])
export type TestStatus = z.infer<typeof testStatusSchema>
