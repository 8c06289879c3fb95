import { dirname } from 'node:path'
import { ConfigLoader, type PromptPatch } from '@autoopt/config'
import type { DslDocument } from '@autoopt/dsl'
import { type AppliedPatch, type PatchedDsl, PromptPatchEngine } from '@autoopt/executor'
import { diffTexts } from '@autoopt/optimizer'
import { reportPush } from '../dify/report-push.ts'
import { exitCode, type ExitCode, UsageError } from '../exit-code.ts'
import { openApp } from '../files/open-app.ts'
import { checkOutput, type OutputOptions, type Written, writeApp } from '../files/write-app.ts'
import type { StorageOptions } from '../open-storage.ts'
import { paintDiff } from '../terminal/paint.ts'
import { print, printJson, tell } from '../terminal/print.ts'
import { undoApply } from '../versions/undo-apply.ts'
import { versionPatches } from '../versions/version-patches.ts'

export interface ApplyOptions extends OutputOptions, StorageOptions {
  readonly patches?: string
  /** Kept versions, each as `<prompt>@<version>`. */
  readonly version?: readonly string[]
  readonly label?: string
  readonly rollback?: boolean
  /** `dify`: into the draft of the app that the file was pulled from. */
  readonly to?: string
  readonly url?: string
  readonly merge?: boolean
  readonly publish?: boolean
  readonly dryRun?: boolean
  readonly workflowId?: string
  readonly json?: boolean
}

/**
 * Applies patches or kept versions to an app file, or to the app on a server that it was pulled from, or undoes that; without an
 * output it only shows what would change.
 */
export async function apply(app: string, options: ApplyOptions): Promise<ExitCode> {
  requireOneSource(options)
  requireOnePlace(options)
  await checkOutput([app, ...(options.patches === undefined ? [] : [options.patches])], options)
  if (options.rollback && options.to === undefined) return undoApply(app, options)
  if (options.to !== undefined) return applyThere(app, options)
  const { document, patched } = await patchApp(app, options)
  const written = await writeApp(app, { text: patched.text, source: document.source }, options)
  if (options.json) printJson({ workflow_id: document.workflow_id, written: written ?? null, ...forMachines(patched) })
  else report(app, options, patched, written)
  return exitCode.fine
}

async function applyThere(app: string, options: ApplyOptions): Promise<ExitCode> {
  const patched = options.rollback ? undefined : (await patchApp(app, options)).patched
  const pushed = await (await import('./apply-to-dify.ts')).applyToDify(app, patched, options)
  if (options.json) {
    const applied = patched && { workflow_id: patched.document.workflow_id, ...forMachines(patched) }
    printJson({ ...applied, ...pushed })
  } else {
    if (patched) tellMisgivings(patched)
    reportPush(pushed, { undo: `apply ${app} --to dify --rollback` })
  }
  return exitCode.fine
}

async function patchApp(
  app: string,
  options: ApplyOptions,
): Promise<{ readonly document: DslDocument; readonly patched: PatchedDsl }> {
  const document = await openApp(app, options)
  const { patches, baseDir } = await patchesOf(document, options)
  return { document, patched: new PromptPatchEngine({ baseDir }).applyPatches(document, patches) }
}

function requireOneSource({ patches, version, label, rollback }: ApplyOptions): void {
  const given = [patches, version, label, rollback].filter((one) => one !== undefined)
  if (given.length !== 1)
    throw new UsageError('Give one of --patches <file>, --version <prompt>@<version>, --label <name> and --rollback.')
}

function requireOnePlace({ to, out, inPlace, publish, merge, dryRun, url }: ApplyOptions): void {
  if (to !== undefined && (out !== undefined || inPlace))
    throw new UsageError('--to dify writes the file too; give neither -o nor --in-place with it.')
  if (to === undefined && (publish || merge || dryRun || url !== undefined))
    throw new UsageError('--publish, --merge, --dry-run and --url go with --to dify.')
}

interface ChosenPatches {
  readonly patches: readonly PromptPatch[]
  /** The folder that files of templates are relative to. */
  readonly baseDir: string
}

async function patchesOf(document: DslDocument, options: ApplyOptions): Promise<ChosenPatches> {
  if (options.patches === undefined) return { patches: await versionPatches(document, options), baseDir: '.' }
  const { value: file } = await new ConfigLoader().loadPatches(options.patches)
  return { patches: file.patches, baseDir: dirname(options.patches) }
}

function forMachines({ applied, skipped, new_findings }: PatchedDsl): Partial<PatchedDsl> {
  return { applied, skipped, new_findings }
}

function report(app: string, { inPlace }: ApplyOptions, patched: PatchedDsl, written: Written | undefined): void {
  const changes = netChanges(patched.applied)
  if (!written) for (const change of changes) print(diffOf(change))
  tellMisgivings(patched)
  if (written) {
    const backup = written.backup ? `, backup ${written.backup}` : ''
    print(
      `${changes.length} of ${patched.document.prompts.length} prompts patched; written to ${written.path}${backup}`,
    )
  } else if (inPlace) print(`Nothing to change: ${app} was not touched.`)
  else tell(`\nNothing was written. Give -o <file>, or --in-place to replace ${app}.`)
}

function tellMisgivings({ skipped, applied, new_findings }: PatchedDsl): void {
  for (const { reason } of skipped) tell(`skipped: ${reason}`)
  for (const { prompt_id, fallback_reason } of applied) {
    if (fallback_reason !== undefined) tell(`${prompt_id}: its fallback_value was used, because: ${fallback_reason}`)
  }
  for (const finding of new_findings) tell(`warning: ${finding.prompt_id}: ${finding.message}`)
}

/** Of several patches of one prompt, the first text and the last. */
function netChanges(applied: readonly AppliedPatch[]): AppliedPatch[] {
  const changes = new Map<string, AppliedPatch>()
  for (const change of applied) {
    const first = changes.get(change.pointer)
    changes.set(change.pointer, first ? { ...change, before: first.before } : change)
  }
  return [...changes.values()]
}

function diffOf({ prompt_id, before, after }: AppliedPatch): string {
  const { unified } = diffTexts(before, after, { from: `${prompt_id} (now)`, to: `${prompt_id} (patched)` })
  return unified === '' ? `${prompt_id}: the text stays as it is` : paintDiff(unified).trimEnd()
}
