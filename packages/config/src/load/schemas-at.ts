import { z } from 'zod'
import { nearestName } from '../nearest-name.ts'
import { type ConfigPath, valueAt } from './config-path.ts'

/**
 * The schemas that judge the value at a path, without wrappers; none where nothing may stand. A misspelt key counts as
 * the key that was meant, so that a secret behind it is known. The data chooses among the alternatives of a union;
 * where it does not, all of them count.
 */
export function schemasAt(schema: z.ZodType, path: ConfigPath, data: unknown): z.ZodType[] {
  let schemas = alternatives(schema, data)
  for (const [index, segment] of path.entries()) {
    const value = valueAt(data, path.slice(0, index + 1))
    schemas = schemas.flatMap((parent) => childOf(parent, segment)).flatMap((child) => alternatives(child, value))
  }
  return schemas
}

/** Whether a schema marks its value as secret. */
export function isSecretSchema(schema: z.ZodType): boolean {
  return schema.meta()?.['writeOnly'] === true
}

/** The keys that objects of these schemas may have. */
export function keysOf(schemas: readonly z.ZodType[]): string[] {
  return [...new Set(schemas.flatMap((schema) => (schema instanceof z.ZodObject ? Object.keys(schema.shape) : [])))]
}

function alternatives(schema: z.ZodType, value: unknown): z.ZodType[] {
  if (isSecretSchema(schema)) return [schema]
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  )
    return alternatives(schema.unwrap() as z.ZodType, value)
  if (schema instanceof z.ZodPipe) return alternatives(schema.in as z.ZodType, value)
  if (!(schema instanceof z.ZodUnion)) return [schema]
  const options = schema.options as readonly z.ZodType[]
  const chosen =
    schema instanceof z.ZodDiscriminatedUnion ? options.filter((option) => isChosen(schema, option, value)) : []
  return (chosen.length > 0 ? chosen : options).flatMap((option) => alternatives(option, value))
}

function isChosen(union: z.ZodDiscriminatedUnion, option: z.ZodType, value: unknown): boolean {
  const key = union.def.discriminator
  return childOf(option, key).some((child) => child.safeParse(valueAt(value, [key])).success)
}

function childOf(schema: z.ZodType, segment: PropertyKey): z.ZodType[] {
  if (schema instanceof z.ZodArray) return [schema.element as z.ZodType]
  if (schema instanceof z.ZodRecord) return [schema.valueType as z.ZodType]
  if (!(schema instanceof z.ZodObject)) return []
  const shape = schema.shape as Record<string, z.ZodType>
  const key = Object.hasOwn(shape, segment) ? String(segment) : nearestName(String(segment), Object.keys(shape))
  const child = key === undefined ? undefined : shape[key]
  return child ? [child] : []
}
