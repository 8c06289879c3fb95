import { z } from 'zod'
import { executionPolicySchema } from './execution-policy.ts'
import { modelRolesSchema } from './model-roles.ts'
import { promptVariantSchema } from './prompt-patch.ts'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits')

/**
 * Everything that decides what one run of one variant of one workflow does. A program writes it, so unknown keys are
 * kept. It names models and holds no secret.
 */
export const runManifestSchema = z.looseObject({
  manifest_id: z.string().min(1),
  created_at: z.iso.datetime({ offset: true }),
  plan_id: z.string().min(1),
  workflow: z.looseObject({
    id: z.string().min(1),
    label: z.string(),
    dsl_path: z.string(),
    dsl_sha256: sha256,
  }),
  /** `null` for the app file as it is. */
  variant: promptVariantSchema.nullable(),
  variant_sha256: sha256.nullable(),
  dataset_ids: z.array(z.string()),
  case_count: z.int().min(0),
  cases_sha256: sha256,
  target: z.enum(['local', 'dify']),
  model_roles: modelRolesSchema,
  execution: executionPolicySchema,
  /** Versions of the packages that took part, by name. */
  package_versions: z.record(z.string(), z.string()),
})
export type RunManifest = z.infer<typeof runManifestSchema>
