import type { PromptVersion } from '@autoopt/storage-core'
import { isDeepStrictEqual } from 'node:util'
import type { OpenStore } from '../open-store.ts'
import { type DiffLine, diffLines } from './diff-lines.ts'

/** A value that two versions do not share. */
export interface ChangedValue {
  /** Where it is in the record, e.g. `metadata.author` or `prompt.variables[0]`. */
  readonly path: string
  /** Left out where the value is new. */
  readonly before?: unknown
  /** Left out where the value is gone. */
  readonly after?: unknown
}

/** What differs between two versions of a prompt. */
export interface VersionDiff {
  /** The text of the prompt, line by line. */
  readonly lines: readonly DiffLine[]
  /** Everything else but the number, in the order of the first version and then of the second. */
  readonly changed: readonly ChangedValue[]
}

/** Compares two versions; the whole way of `diff`. Undefined when one of them does not exist. */
export async function diff(
  store: OpenStore,
  promptId: string,
  [from, to]: readonly [from: string, to: string],
): Promise<VersionDiff | undefined> {
  if (!(await store.open())) return undefined
  const before = await store.reader.get(promptId, from)
  const after = await store.reader.get(promptId, to)
  return before && after && diffVersions(before, after)
}

/** Compares two versions. */
function diffVersions(before: PromptVersion, after: PromptVersion): VersionDiff {
  const ignored = new Set(['version', 'prompt.text'])
  const changed = [...changedValues(before, after, '')].filter(({ path }) => !ignored.has(path))
  return { lines: diffLines(before.prompt.text, after.prompt.text), changed }
}

function* changedValues(before: unknown, after: unknown, path: string): Generator<ChangedValue> {
  if (isDeepStrictEqual(before, after)) return
  if (!isObject(before) || !isObject(after) || Array.isArray(before) !== Array.isArray(after)) {
    yield {
      path,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    }
    return
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    yield* changedValues(valueOf(before, key), valueOf(after, key), pathOf(path, key, before))
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function valueOf(object: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

function pathOf(path: string, key: string, parent: object): string {
  if (Array.isArray(parent)) return `${path}[${key}]`
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`
  return path === '' ? key : `${path}.${key}`
}
