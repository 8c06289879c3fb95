import type { Ajv, ErrorObject } from 'ajv'
import { UncheckableError } from '../errors.ts'

/** A JSON Schema that is ready to check values. */
export interface CompiledSchema {
  /** What is wrong with a value, in one sentence part; `undefined` when nothing is. May take long: run it under a time limit. */
  problemOf(value: unknown): string | undefined
}

const compiled = new WeakMap<object, Promise<CompiledSchema>>()

/**
 * Compiles a JSON Schema, once for each schema object. Its draft is what `$schema` says, else 2020-12; formats are checked.
 *
 * @throws {@link UncheckableError} when it is no valid schema.
 */
export async function compileSchema(schema: Readonly<Record<string, unknown>>): Promise<CompiledSchema> {
  const known = compiled.get(schema) ?? compile(schema)
  compiled.set(schema, known)
  return known
}

async function compile(schema: Readonly<Record<string, unknown>>): Promise<CompiledSchema> {
  if (schema['$async'] !== undefined) throw new UncheckableError('its JSON Schema says $async; remove that', { schema })
  const ajv = await createAjv(schema['$schema'])
  try {
    const validate = ajv.compile(schema)
    return { problemOf: (value) => (validate(value) ? undefined : describe(validate.errors ?? [])) }
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    throw new UncheckableError(`its value is no valid JSON Schema (${message})`, { schema }, { cause })
  }
}

async function createAjv(dialect: unknown): Promise<Ajv> {
  const options = { strict: false, allErrors: false, logger: false } as const
  const addFormats = (await import('ajv-formats')).default
  const named = typeof dialect === 'string' ? dialect : ''
  if (/draft-0[67]/.test(named)) return addFormats.default(new (await import('ajv')).Ajv(options))
  if (/draft\/2019-09/.test(named)) return addFormats.default(new (await import('ajv/dist/2019.js')).Ajv2019(options))
  return addFormats.default(new (await import('ajv/dist/2020.js')).Ajv2020(options))
}

function describe(errors: readonly ErrorObject[]): string {
  const [first] = errors
  return first === undefined
    ? 'it does not fit'
    : `${first.instancePath || 'the value'} ${first.message ?? 'does not fit'}`
}
