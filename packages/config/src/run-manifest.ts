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
  /** Priority among the workflows of a run; larger goes first. */
  priority: z.number().positive().default(1),
  /** `baseline` for the app file as it is. */
  variant_id: z.string().min(1),
  /** `null` for the app file as it is. */
  variant: promptVariantSchema.nullable(),
  variant_sha256: sha256.nullable(),
  /** Of the app file with the patches applied. */
  patched_sha256: sha256,
  /** The variants that could not be applied, first the one asked for; then the patches are those of its last fallback. */
  fell_back: z.array(z.looseObject({ variant_id: z.string(), reason: z.string() })).default([]),
  /** The share of the cases of its workflow that the variant runs on. */
  case_share: z.number().positive().max(1).default(1),
  dataset_ids: z.array(z.string()),
  /** Cases that the variant runs on. */
  case_count: z.int().min(0),
  /** Of all cases of the workflow, in their order. */
  cases_sha256: sha256,
  target: z.enum(['local', 'dify']),
  model_roles: modelRolesSchema,
  execution: executionPolicySchema,
  /** Versions of the packages that took part, by name. */
  package_versions: z.record(z.string(), z.string()),
})
export type RunManifest = z.infer<typeof runManifestSchema>
