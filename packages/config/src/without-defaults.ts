import { z } from 'zod'

/** Some keys of a record, at any depth; lists are whole or absent. */
export type Overrides<T> = {
  [Key in keyof T]?: NonNullable<T[Key]> extends readonly unknown[]
    ? T[Key] | undefined
    : NonNullable<T[Key]> extends object
      ? Overrides<NonNullable<T[Key]>> | undefined
      : T[Key] | undefined
}

/**
 * The same keys, all optional and without defaults, at every depth: what one layer of a configuration may say without
 * saying anything about the rest.
 */
export function withoutDefaults<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
): z.ZodType<Overrides<z.output<z.ZodObject<Shape>>>> {
  const shape = Object.entries(schema.shape as z.core.$ZodLooseShape as Record<string, z.ZodType>).map(
    ([key, field]) => [
      key,
      withoutDefault(field)
        .optional()
        .meta(field.meta() ?? {}),
    ],
  )
  return z.strictObject(Object.fromEntries(shape)) as never
}

function withoutDefault(field: z.ZodType): z.ZodType {
  if (field instanceof z.ZodDefault || field instanceof z.ZodPrefault || field instanceof z.ZodOptional)
    return withoutDefault(field.unwrap() as z.ZodType)
  return field instanceof z.ZodObject ? withoutDefaults(field) : field
}
