import { runManifestSchema } from '@autoopt/config'
import { z } from 'zod'

/** `manifest.json` of a run folder: everything that decides what the run does. It never changes once it is written. */
export const runRecordSchema = z.looseObject({
  format: z.literal(1),
  run_id: z.string().min(1),
  created_at: z.iso.datetime(),
  /** One for each workflow and variant. */
  manifests: z.array(runManifestSchema).min(1),
  /** How its owner began it. */
  origin: z.record(z.string(), z.unknown()).optional(),
})
export type RunRecord = z.infer<typeof runRecordSchema>
