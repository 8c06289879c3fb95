import { parse } from 'yaml'
import type { DslDocument, StartInput } from '@autoopt/dsl'
import { UsageError } from '../exit-code.ts'
import { readText } from '../files/read-text.ts'

export interface InputOptions {
  /** `name=value`, each. */
  readonly input?: readonly string[]
  /** A file with inputs by name; single ones outrank it. */
  readonly inputs?: string
}

type Inputs = Record<string, unknown>

/**
 * Reads the inputs of a run.
 *
 * @throws {@link UsageError} when a flag is no pair, a name is of no input, or a file holds no mapping.
 */
export async function readRunInputs(document: DslDocument, { input = [], inputs }: InputOptions): Promise<Inputs> {
  const values: Inputs = inputs === undefined ? {} : await readFile(inputs)
  const given = new Map<string, string[]>()
  for (const flag of input) {
    const [name, value] = readPair('--input', flag)
    given.set(name, [...(given.get(name) ?? []), value])
  }
  for (const [name, texts] of given) values[name] = toInput(findInput(document, name), texts)
  return values
}

/** @throws {@link UsageError} when there is no `=` after a name. */
export function readPair(flag: string, text: string): [name: string, value: string] {
  const equals = text.indexOf('=')
  if (equals < 1) throw new UsageError(`${flag} takes name=value, not "${text}".`)
  return [text.slice(0, equals), text.slice(equals + 1)]
}

async function readFile(path: string): Promise<Inputs> {
  const value: unknown = parseText(await readText(path), path)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw new UsageError(`${path} must hold inputs by name, for example {"name": "value"}.`)
}

function parseText(text: string, path: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new UsageError(`${path} is neither JSON nor YAML: ${reason}`, { cause: error })
  }
}

function findInput({ inputs }: DslDocument, name: string): StartInput {
  const found = inputs.find(({ variable }) => variable === name)
  if (found !== undefined) return found
  const known = inputs.map(({ variable }) => variable).join(', ')
  throw new UsageError(`The app has no input "${name}". ${known === '' ? 'It has none.' : `It has: ${known}.`}`)
}

/** The runtime converts numbers and checkboxes; files and objects have a form of their own. */
function toInput({ variable, type }: StartInput, texts: readonly string[]): unknown {
  const last = texts.at(-1) ?? ''
  if (type === 'file-list') return texts.map(toFile)
  if (type === 'file') return toFile(last)
  if (type !== 'json_object') return last
  try {
    return JSON.parse(last) as unknown
  } catch (error) {
    throw new UsageError(`Input "${variable}" takes a JSON object, not "${last}".`, { cause: error })
  }
}

/** A file as the runtime takes it, from a path or a URL. */
export function toFile(text: string): Record<string, string> {
  return /^https?:\/\//i.test(text) ? { transfer_method: 'remote_url', url: text } : { path: text }
}
