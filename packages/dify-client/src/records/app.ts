import { z } from 'zod'

export const appModeSchema = z.enum(['workflow', 'advanced-chat', 'chat', 'agent-chat', 'completion'])

/** An app, as lists and details tell it. Modes of newer servers pass. */
export const appSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  mode: z.union([appModeSchema, z.string()]),
  description: z.string().nullish(),
  /** Seconds since 1970, or a date in text. */
  updated_at: z.union([z.number(), z.string()]).nullish(),
})
export type App = z.infer<typeof appSchema>

export const appPageSchema = z.looseObject({
  page: z.number(),
  limit: z.number(),
  total: z.number(),
  has_more: z.boolean(),
  data: z.array(appSchema),
})

/** What came of an import. `pending` waits for a confirmation. */
export const importResultSchema = z.looseObject({
  id: z.string(),
  status: z.enum(['completed', 'completed-with-warnings', 'pending', 'failed']),
  app_id: z.string().nullish(),
  app_mode: z.string().nullish(),
  /** The format's version that the server writes. */
  current_dsl_version: z.string().nullish(),
  imported_dsl_version: z.string().nullish(),
  error: z.string().nullish(),
})
export type ImportResult = z.infer<typeof importResultSchema>

/** A plugin that an imported app needs and the workspace does not have. */
export const leakedDependencySchema = z.looseObject({
  type: z.string(),
  value: z.looseObject({}).nullish(),
  current_identifier: z.string().nullish(),
})
export type LeakedDependency = z.infer<typeof leakedDependencySchema>

export const dependenciesSchema = z.looseObject({ leaked_dependencies: z.array(leakedDependencySchema) })

export const apiKeySchema = z.looseObject({ id: z.string(), token: z.string() })
export type ApiKey = z.infer<typeof apiKeySchema>
export const apiKeyListSchema = z.looseObject({ data: z.array(apiKeySchema) })

export const exportSchema = z.looseObject({ data: z.string() })
