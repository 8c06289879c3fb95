import type { LabelRevision } from '@autoopt/storage-core'
import { exitCode, type ExitCode, UsageError } from '../exit-code.ts'
import { openNamedStorage } from '../open-storage.ts'
import { formatTable, print, printJson } from '../terminal/print.ts'
import type { VersionsOptions } from './versions.ts'

export interface LabelCommandOptions extends VersionsOptions {
  /** The version that the label must point at before; `none` for no version. */
  readonly expected?: string
  readonly author?: string
}

/** Points a label of a prompt at a version. */
export async function label(
  promptId: string,
  { name, version }: { readonly name: string; readonly version: string },
  { expected, author, ...options }: LabelCommandOptions,
): Promise<ExitCode> {
  await using store = await openNamedStorage(options)
  const before = (await store.getLabel(promptId, name)) ?? null
  const revision = await store.setLabel(promptId, name, version, {
    author,
    expected: expected === 'none' ? null : expected,
  })
  if (options.json) printJson({ prompt_id: promptId, label: name, version, before, revision: revision.revision })
  else print(`${promptId}: ${name} points at ${version}${before === null ? '' : `, before at ${before}`}.`)
  return exitCode.fine
}

/** Takes a label of a prompt away; its history stays. */
export async function unlabel(promptId: string, name: string, options: VersionsOptions): Promise<ExitCode> {
  await using store = await openNamedStorage(options)
  const before = (await store.getLabel(promptId, name)) ?? null
  if (!(await store.deleteLabel(promptId, name))) throw new UsageError(`"${promptId}" has no label "${name}".`)
  if (options.json) printJson({ prompt_id: promptId, label: name, version: null, before })
  else print(`${promptId}: ${name} points at nothing, before at ${before}.`)
  return exitCode.fine
}

/** Lists the labels of a prompt, or every revision of one of them. */
export async function listLabels(
  promptId: string,
  name: string | undefined,
  options: VersionsOptions,
): Promise<ExitCode> {
  await using store = await openNamedStorage(options)
  if (name !== undefined) {
    const revisions = await store.labelHistory(promptId, name)
    if (options.json) printJson({ prompt_id: promptId, label: name, revisions })
    else if (revisions.length === 0) print('No revisions.')
    else print(formatTable(['REVISION', 'VERSION', 'AT', 'AUTHOR'], revisions.map(toRow)))
    return exitCode.fine
  }
  const labels = Object.entries(await store.labelsOf(promptId)).toSorted(([left], [right]) => (left < right ? -1 : 1))
  if (options.json) printJson({ prompt_id: promptId, labels: Object.fromEntries(labels) })
  else if (labels.length === 0) print('No labels.')
  else print(formatTable(['LABEL', 'VERSION'], labels))
  return exitCode.fine
}

function toRow({ revision, version, set_at, author = '–' }: LabelRevision): string[] {
  return [String(revision), version ?? 'none', set_at, author]
}
