import type { LanguageModelV4CallOptions } from '@ai-sdk/provider'
import { z } from 'zod'

/** What a call says about itself, under the name `autoopt` of its `providerOptions`. */
export const callTagsSchema = z.object({
  /** Who calls: `task`, `reflection`, `judge`… */
  role: z.string().optional(),
  /** Which repeat of a case this call belongs to. */
  repeat: z.int().min(0).default(0),
  /** The how manieth identical call within its run this is. */
  draw: z.int().min(0).default(0),
})
export type CallTags = z.infer<typeof callTagsSchema>

/** The tags of a call. */
export function readCallTags({ providerOptions }: LanguageModelV4CallOptions): CallTags {
  return callTagsSchema.parse(providerOptions?.['autoopt'] ?? {})
}
