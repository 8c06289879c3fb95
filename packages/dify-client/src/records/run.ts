import { z } from 'zod'

const time = z.union([z.number(), z.string()]).nullish()

/** Dify sends inputs and outputs of a run as text that holds JSON. */
const jsonText = z.preprocess((value) => {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value) as unknown
  } catch {
    return undefined
  }
}, z.record(z.string(), z.unknown()).nullish())

/** A run, looked up by its id. An unknown id comes as a record whose every field is null. */
export const runDetailSchema = z.looseObject({
  id: z.string().nullable(),
  workflow_id: z.string().nullish(),
  status: z.string().nullish(),
  inputs: jsonText,
  outputs: jsonText,
  error: z.string().nullish(),
  total_steps: z.number().nullish(),
  total_tokens: z.number().nullish(),
  created_at: time,
  finished_at: time,
  elapsed_time: z.number().nullish(),
})
export type RunDetail = z.infer<typeof runDetailSchema>

/** One run in the log of an app. */
export const logEntrySchema = z.looseObject({
  id: z.string(),
  workflow_run: z.looseObject({
    id: z.string(),
    status: z.string(),
    error: z.string().nullish(),
    elapsed_time: z.number().nullish(),
    total_tokens: z.number().nullish(),
    total_steps: z.number().nullish(),
    created_at: time,
    finished_at: time,
  }),
  created_from: z.string().nullish(),
  /** `session_id` is the `user` of the call. */
  created_by_end_user: z.looseObject({ session_id: z.string().nullish() }).nullish(),
  created_at: time,
})
export type LogEntry = z.infer<typeof logEntrySchema>

export const logPageSchema = z.looseObject({
  page: z.number(),
  limit: z.number(),
  total: z.number(),
  has_more: z.boolean(),
  data: z.array(logEntrySchema),
})

/** What an app wants to be given. Each item of `user_input_form` holds one field under its type. */
export const parametersSchema = z.looseObject({
  user_input_form: z.array(z.record(z.string(), z.looseObject({}))).default([]),
})
export type Parameters = z.infer<typeof parametersSchema>

/** `mode` comes from newer servers only. */
export const appInfoSchema = z.looseObject({ name: z.string().nullish(), mode: z.string().nullish() })
export type AppInfo = z.infer<typeof appInfoSchema>

export const uploadedFileSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  size: z.number(),
  extension: z.string().nullish(),
  mime_type: z.string().nullish(),
})
export type UploadedFile = z.infer<typeof uploadedFileSchema>
