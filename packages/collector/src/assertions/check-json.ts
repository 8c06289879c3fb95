import { excerpt } from './excerpt.ts'
import { decide, type Finding } from './finding.ts'
import { compileSchema, type CompiledSchema } from './compile-schema.ts'
import { findJsonValues } from './find-json-values.ts'
import type { Subject } from './read-subjects.ts'
import { runWithin } from './run-within.ts'

type Schema = Readonly<Record<string, unknown>>

/** The schema, and how long checking may take. */
export interface CheckJsonOptions {
  readonly schema?: Schema | undefined
  readonly timeLimitMs: number
}

/**
 * Whether the whole output is JSON, and fits a JSON Schema if one is given. An output that is no text is JSON as it is.
 *
 * @throws {@link UncheckableError} when the schema is not valid or takes too long.
 */
export async function checkIsJson({ value, text }: Subject, options: CheckJsonOptions): Promise<Finding> {
  const schema = await compiledSchema(options)
  const read = typeof value === 'string' ? parse(text) : { value }
  if ('problem' in read) return { ...decide(false, `The output is not JSON: ${read.problem}.`), ...expectedOf(options) }
  if (schema === undefined) return decide(true, 'The output is JSON.')
  const problem = runWithin(() => schema.problemOf(read.value), limitOf(options))
  const reason =
    problem === undefined ? 'The output is JSON that fits the schema.' : `The output is JSON, but ${problem}.`
  return { ...decide(problem === undefined, excerpt(reason)), ...expectedOf(options) }
}

/**
 * Whether there is a JSON object or list somewhere in the output, in prose or in a fenced block; with a JSON Schema, one that fits.
 *
 * @throws {@link UncheckableError} when the schema is not valid or takes too long.
 */
export async function checkContainsJson({ text }: Subject, options: CheckJsonOptions): Promise<Finding> {
  const schema = await compiledSchema(options)
  return runWithin(() => containsJson(text, schema, options), limitOf(options))
}

function containsJson(text: string, schema: CompiledSchema | undefined, options: CheckJsonOptions): Finding {
  const found = findJsonValues(text)
  if (found.length === 0)
    return { ...decide(false, 'The output contains no JSON object or list.'), ...expectedOf(options) }
  if (schema === undefined) return decide(true, 'The output contains JSON.')
  let problem: string | undefined
  for (const { value } of found) {
    const finding = schema.problemOf(value)
    if (finding === undefined)
      return { ...decide(true, 'The output contains JSON that fits the schema.'), ...expectedOf(options) }
    problem ??= finding
  }
  return { ...decide(false, excerpt(`The output contains JSON, but ${problem}.`)), ...expectedOf(options) }
}

async function compiledSchema({ schema }: CheckJsonOptions): Promise<CompiledSchema | undefined> {
  return schema === undefined ? undefined : compileSchema(schema)
}

function limitOf({ timeLimitMs }: CheckJsonOptions): { timeLimitMs: number; what: string } {
  return { timeLimitMs, what: 'looking for JSON that fits the schema' }
}

function expectedOf({ schema }: CheckJsonOptions): Pick<Finding, 'expected'> {
  return schema === undefined ? {} : { expected: JSON.stringify(schema) }
}

function parse(text: string): { readonly value: unknown } | { readonly problem: string } {
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    return { problem: excerpt(error instanceof Error ? error.message : String(error), 200) }
  }
}
