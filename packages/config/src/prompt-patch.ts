import { z } from 'zod'

/** How a patch names one prompt. Precedence: `by_path`, then `by_id`, then `by_label` narrowed by `by_type`, then `by_type` alone. */
export const promptSelectorSchema = z
  .strictObject({
    by_path: z
      .string()
      .startsWith('/')
      .optional()
      .meta({ description: 'JSON Pointer to a node or to a prompt, as `autoopt prompts --json` prints it.' }),
    by_id: z.string().min(1).optional().meta({ description: 'A node id or a prompt id.' }),
    by_label: z.string().min(1).optional().meta({ description: "A node's title." }),
    by_type: z.string().min(1).optional().meta({ description: "A node's type, e.g. `llm`." }),
    slot: z
      .string()
      .min(1)
      .optional()
      .meta({ description: 'Which prompt of the node. Default: its first system prompt, else its first prompt.' }),
    constraints: z
      .strictObject({
        if_missing: z
          .enum(['skip', 'error'])
          .default('error')
          .meta({ description: 'What to do when no prompt matches.' }),
      })
      .optional()
      .meta({ description: 'What must hold for the selector.' }),
  })
  .refine((selector) => selector.by_path ?? selector.by_id ?? selector.by_label ?? selector.by_type, {
    error: 'expected at least one of by_path, by_id, by_label, by_type',
  })
export type PromptSelector = z.infer<typeof promptSelectorSchema>

/** Text with `{{ name }}` placeholders: `original` is the current prompt, the others come from `variables`; anything else in braces stays. */
export const promptTemplateSchema = z
  .strictObject({
    inline: z.string().optional().meta({ description: 'The template itself.' }),
    file: z
      .string()
      .min(1)
      .optional()
      .meta({ description: 'Path of a UTF-8 text file, relative to the patches file.' }),
    variables: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .default({})
      .meta({ description: 'Values of the placeholders, by name.' }),
  })
  .refine((template) => (template.inline === undefined) !== (template.file === undefined), {
    error: 'expected exactly one of inline, file',
  })
export type PromptTemplate = z.infer<typeof promptTemplateSchema>

const fallbackValue = z
  .string()
  .optional()
  .meta({ description: 'The text to use when the strategy cannot be carried out (e.g. its template file is missing).' })

/** What a patch does with the text it selected. */
export const promptStrategySchema = z.discriminatedUnion('mode', [
  z.strictObject({
    mode: z.literal('replace').meta({ description: 'The text becomes `content`.' }),
    content: z.string().meta({ description: 'The new text.' }),
    fallback_value: fallbackValue,
  }),
  z.strictObject({
    mode: z.literal('prepend').meta({ description: '`content` goes before the text.' }),
    content: z.string().meta({ description: 'What goes before the text; line breaks included.' }),
    fallback_value: fallbackValue,
  }),
  z.strictObject({
    mode: z.literal('append').meta({ description: '`content` goes after the text.' }),
    content: z.string().meta({ description: 'What goes after the text; line breaks included.' }),
    fallback_value: fallbackValue,
  }),
  z.strictObject({
    mode: z.literal('template').meta({ description: 'The text becomes a filled template.' }),
    template: promptTemplateSchema.meta({ description: 'The template and its values.' }),
    fallback_value: fallbackValue,
  }),
])
export type PromptStrategy = z.infer<typeof promptStrategySchema>

/** One change of a prompt: which one, and how. */
export const promptPatchSchema = z.strictObject({
  selector: promptSelectorSchema.meta({ description: 'Which prompt.' }),
  strategy: promptStrategySchema.meta({ description: 'What to do with it.' }),
})
export type PromptPatch = z.infer<typeof promptPatchSchema>

/** A patches file, as `autoopt apply --patches` reads it. */
export const patchFileSchema = z.strictObject({
  patches: z
    .array(promptPatchSchema)
    .min(1)
    .meta({ description: 'Applied in this order; a later one sees what an earlier one wrote.' }),
})
export type PatchFile = z.infer<typeof patchFileSchema>

/** A named set of patches. The requirements also call it `PromptOptimization`. */
export const promptVariantSchema = z.strictObject({
  variant_id: z.string().min(1).meta({ description: 'Unique in its workflow.' }),
  description: z.string().default('').meta({ description: 'What the variant tries.' }),
  weight: z
    .number()
    .positive()
    .default(1)
    .meta({ description: "Share of the plan's cases, relative to the other variants." }),
  nodes: z.array(promptPatchSchema).default([]).meta({ description: 'The patches, applied in this order.' }),
  fallback_variant: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'The variant to run instead when this one cannot be applied.' }),
})
export type PromptVariant = z.infer<typeof promptVariantSchema>
