import { z } from 'zod'
import { envConfigSchema } from './env-config.ts'
import { patchFileSchema } from './prompt-patch.ts'
import { testPlanSchema } from './test-plan.ts'
import { workflowCatalogSchema } from './workflow-catalog.ts'

/** A JSON Schema, draft 7: the draft that editors know best. */
export type JsonSchema = z.core.JSONSchema.BaseSchema

/** The JSON Schema of each file that a person writes, made anew when read. The package holds the same as `schemas/<name>.schema.json`. */
export const jsonSchemas = {
  get env_config(): JsonSchema {
    return toJsonSchema(envConfigSchema, { hasReferences: true })
  },
  get workflow_catalog(): JsonSchema {
    return toJsonSchema(workflowCatalogSchema, { hasReferences: true })
  },
  get test_plan(): JsonSchema {
    return toJsonSchema(testPlanSchema, { hasReferences: true })
  },
  get patches(): JsonSchema {
    return toJsonSchema(patchFileSchema, { hasReferences: false })
  },
} as const

export type JsonSchemaName = keyof typeof jsonSchemas

/** The schema of what stands in the file: with `${NAME}` also where a number or a boolean is meant. */
function toJsonSchema(schema: z.ZodType, { hasReferences }: { readonly hasReferences: boolean }): JsonSchema {
  return z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    override: ({ jsonSchema }) => {
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
      if (hasReferences) allowReferences(jsonSchema)
    },
  })
}

const typed = new Set<unknown>(['number', 'integer', 'boolean'])

function allowReferences(jsonSchema: JsonSchema): void {
  delete jsonSchema.format
  if (!typed.has(jsonSchema.type) || jsonSchema.const !== undefined) return
  const { type, minimum, maximum, exclusiveMinimum, ...rest } = jsonSchema
  const bounds = { type, minimum, maximum, exclusiveMinimum }
  const value = Object.fromEntries(Object.entries(bounds).filter(([, bound]) => bound !== undefined))
  for (const key of Object.keys(bounds)) delete jsonSchema[key]
  Object.assign(jsonSchema, rest, { anyOf: [value, { type: 'string', pattern: String.raw`\$\{` }] })
}
