import { z } from 'zod'

/** What was put onto a Dify server, written down before it is done, so that it can be taken off again after any end. */
export const deploymentRecordSchema = z.looseObject({
  format: z.literal(1),
  /** Of the temporary app; nobody else uses such a name. */
  app_name: z.string().min(1),
  base_url: z.string(),
  created_at: z.iso.datetime(),
  /** Of the process that made it. */
  host: z.string(),
  pid: z.int(),
})
export type DeploymentRecord = z.infer<typeof deploymentRecordSchema>
