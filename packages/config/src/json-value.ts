import { z } from 'zod'

/** Anything that JSON can hold. */
export const jsonValueSchema = z
  .union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.unknown()), z.record(z.string(), z.unknown())])
  .meta({ id: 'JsonValue' })
export type JsonValue = z.infer<typeof jsonValueSchema>
