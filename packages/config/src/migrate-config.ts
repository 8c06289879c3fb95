import { type Alias, isScalar, Scalar } from 'yaml'
import { envConfigSchema } from './env-config.ts'
import { type ConfigFile, parseConfigFile } from './load/config-file.ts'
import { LayeredSource } from './load/layered-source.ts'
import { failIfAny, isError } from './load/fail-if-any.ts'
import { renameOldNames } from './load/rename-old-names.ts'
import { structureProblems } from './load/structure-problems.ts'
import { findOldNames, type OldName } from './load/old-names.ts'

/** One old name that was replaced, at its place in the text as it was. */
export interface ConfigChange {
  /** Starts at 1. */
  readonly line: number
  /** Starts at 1; counts UTF-16 code units. */
  readonly column: number
  /** The text that stood there. */
  readonly from: string
  readonly to: string
}

export interface MigratedConfig {
  readonly text: string
  /** In the order of the file; empty when it has only new names. */
  readonly changes: readonly ConfigChange[]
}

/**
 * Replaces the old names in the text of an `env_config.yaml` by the new ones. Comments and every other character stay.
 *
 * @param file what to call the text in messages.
 * @throws {ConfigError} when the text is not YAML, or has an old name beside its new one.
 */
export function migrateConfig(text: string, file = 'env_config.yaml'): MigratedConfig {
  const parsed = parseConfigFile(file, text)
  const schema = envConfigSchema
  failIfAny(file, structureProblems(parsed, new LayeredSource([parsed], { schema, isSound: false })))
  const edits = findOldNames(parsed)
    .map((oldName) => editOf(parsed, oldName))
    .toSorted((one, other) => one.start - other.start)
  failIfAny(file, renameOldNames(parsed, new LayeredSource([parsed], { schema })).filter(isError))
  const mark = text.slice(0, text.length - parsed.text.length)
  return { text: mark + splice(parsed.text, edits), changes: edits.map((edit) => changeOf(parsed, edit)) }
}

/** A stretch of text, from `start` up to but not including `end`, and what to put in its place. */
interface Edit {
  readonly start: number
  readonly end: number
  readonly to: string
}

function editOf(file: ConfigFile, { pair, to, change }: OldName): Edit {
  const [start, end] = pair.key.range
  const quote = /^["']/.exec(file.text.slice(start, end))?.[0] ?? ''
  if (change === 'key') return { start, end, to: quote + to + quote }
  const value = pair.value as Scalar.Parsed | Alias.Parsed
  const valueStart = startWithProperties(file, value, end)
  const written = flowText(file.text.slice(valueStart, value.range[1]), value)
  const key = quote === '"' ? '"backend"' : 'backend'
  return { start: valueStart, end: value.range[1], to: `{${key}: ${written}}` }
}

/** An anchor and a tag belong to the value, but stand before its range. */
function startWithProperties(file: ConfigFile, value: Scalar.Parsed | Alias.Parsed, keyEnd: number): number {
  const [start] = value.range
  const hasProperties = isScalar(value) && (value.anchor !== undefined || value.tag !== undefined)
  const index = hasProperties ? file.text.slice(keyEnd, start).search(/[&!]/) : -1
  return index === -1 ? start : keyEnd + index
}

/** Inside braces, plain text must not hold what ends a flow map. */
function flowText(written: string, value: Scalar.Parsed | Alias.Parsed): string {
  return isScalar(value) && value.type === Scalar.PLAIN && /[{}[\],]/.test(written) ? JSON.stringify(written) : written
}

function splice(text: string, edits: readonly Edit[]): string {
  let spliced = text
  for (const { start, end, to } of edits.toReversed()) spliced = spliced.slice(0, start) + to + spliced.slice(end)
  return spliced
}

function changeOf(file: ConfigFile, { start, end, to }: Edit): ConfigChange {
  const { line, col } = file.lines.linePos(start)
  return { line, column: col, from: file.text.slice(start, end), to }
}
