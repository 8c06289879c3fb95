import { z } from 'zod'
import { secretSchema } from './secret.ts'

/** How to sign in. Running an app needs `api_key`; deploying variants needs an account or an admin key. */
export const difyAuthSchema = z
  .strictObject({
    api_key: secretSchema
      .optional()
      .meta({ description: 'Service API key (`app-…`) of apps whose catalog entry has none; best as `${NAME}`.' }),
    email: z.email().optional().meta({ description: 'Account of the console.' }),
    password: secretSchema.optional().meta({ description: 'Password of the account; best as `${NAME}`.' }),
    admin_api_key: secretSchema.optional().meta({ description: "The server's ADMIN_API_KEY, instead of an account." }),
    workspace_id: z.string().min(1).optional().meta({ description: 'Workspace that the admin key acts in.' }),
  })
  .refine((auth) => (auth.email === undefined) === (auth.password === undefined), {
    error: 'expected email and password together',
  })
  .refine((auth) => auth.admin_api_key === undefined || auth.workspace_id !== undefined, {
    error: 'expected workspace_id beside admin_api_key',
  })
export type DifyAuth = z.infer<typeof difyAuthSchema>

/** A Dify server. */
export const difyConfigSchema = z.strictObject({
  base_url: z
    .url({ protocol: /^https?$/, error: 'expected an http or https URL' })
    .meta({ description: 'The server, without `/v1` or `/console/api`.' }),
  auth: difyAuthSchema.prefault({}).meta({ description: 'How to sign in.' }),
  connect_timeout_ms: z.int().min(1).default(10_000).meta({ description: 'Milliseconds to wait for a connection.' }),
  request_timeout_ms: z
    .int()
    .min(1)
    .default(60_000)
    .meta({ description: 'Milliseconds that a call may take which does not run an app.' }),
  idle_timeout_ms: z
    .int()
    .min(1)
    .default(120_000)
    .meta({ description: 'Milliseconds without any event, pings included, after which a stream counts as cut.' }),
})
export type DifyConfig = z.infer<typeof difyConfigSchema>
