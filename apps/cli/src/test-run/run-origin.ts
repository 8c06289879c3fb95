import { existsSync } from 'node:fs'
import { readRunRecord } from '@autoopt/executor'
import { z } from 'zod'
import { UsageError } from '../exit-code.ts'
import { tell } from '../terminal/print.ts'
import type { TestRunFlags, TestRunOptions } from './test-run-options.ts'

const originSchema = z.looseObject({
  /** Where the command was given: relative paths mean this folder. */
  folder: z.string(),
  /** The plan or the app file. */
  source: z.string(),
  /** Flags, by their names on the command line. Values that may be secret are not among them. */
  flags: z.record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string())])),
})
type RunOrigin = z.infer<typeof originSchema>

/** What a run is begun with. */
export interface Begun {
  readonly source: string
  readonly options: TestRunOptions
}

/** What a run keeps, so that it can be resumed by its name alone. */
export function originOf({ source, options }: Begun): RunOrigin {
  const { resume: _resume, dryRun: _dryRun, check: _check, json: _json, ...kept } = options
  const flags = Object.entries({ ...kept, appEnv: kept.appEnv?.map(nameOfVariable) })
  return {
    folder: process.cwd(),
    source,
    flags: Object.fromEntries(
      flags.flatMap(([name, value]) => (value === undefined ? [] : [[toFlag(name), value as string]])),
    ),
  }
}

/** What a run was begun with; undefined when it does not say. */
export async function readOrigin(folder: string): Promise<RunOrigin | undefined> {
  return originSchema.safeParse((await readRunRecord(folder)).origin).data
}

/**
 * What a run was begun with, under the flags that are given now. Goes to the folder where it was begun.
 *
 * @throws {@link UsageError} when the run does not say, and no plan or app file is given.
 */
export async function resumeOrigin(
  folder: string,
  { source, options }: { readonly source: string | undefined; readonly options: TestRunOptions },
): Promise<Begun> {
  const origin = await readOrigin(folder)
  if (origin === undefined) {
    if (source !== undefined) return { source, options }
    throw new UsageError(`${folder} does not say how it was begun. Name its plan, or its app file with --cases, again.`)
  }
  const begun = Object.fromEntries(Object.entries(origin.flags).map(([name, value]) => [toKey(name), value]))
  if (source === undefined) enter(origin.folder)
  return { source: source ?? origin.source, options: { ...(begun as TestRunFlags), ...options } }
}

function enter(folder: string): void {
  if (existsSync(folder)) process.chdir(folder)
  else tell(`warning: the folder ${folder}, where the run was begun, is not there; looking for its files here`)
}

/** `NAME=value` may hold a secret; on resuming the value comes from the shell. */
function nameOfVariable(flag: string): string {
  return flag.split('=')[0] ?? flag
}

function toFlag(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

function toKey(flag: string): string {
  return flag.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
