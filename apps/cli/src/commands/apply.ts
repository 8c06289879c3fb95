import { dirname } from 'node:path'
import { ConfigLoader } from '@autoopt/config'
import { type AppliedPatch, type PatchedDsl, PromptPatchEngine } from '@autoopt/executor'
import { diffTexts } from '@autoopt/optimizer'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { openApp } from '../files/open-app.ts'
import { checkOutput, type OutputOptions, type Written, writeApp } from '../files/write-app.ts'
import { paintDiff } from '../terminal/paint.ts'
import { print, printJson, tell } from '../terminal/print.ts'

export interface ApplyOptions extends OutputOptions {
  readonly patches: string
  readonly workflowId?: string
  readonly json?: boolean
}

/** Applies a patches file to an app file; without an output it only shows what would change. */
export async function apply(app: string, options: ApplyOptions): Promise<ExitCode> {
  await checkOutput([app, options.patches], options)
  const document = await openApp(app, options)
  const { value: file } = await new ConfigLoader().loadPatches(options.patches)
  const patched = new PromptPatchEngine({ baseDir: dirname(options.patches) }).applyPatches(document, file.patches)
  const written = await writeApp(app, { text: patched.text, source: document.source }, options)

  if (options.json) printJson({ workflow_id: document.workflow_id, written: written ?? null, ...forMachines(patched) })
  else report(app, options, patched, written)
  return exitCode.fine
}

function forMachines({ applied, skipped, new_findings }: PatchedDsl): Partial<PatchedDsl> {
  return { applied, skipped, new_findings }
}

function report(app: string, { inPlace }: ApplyOptions, patched: PatchedDsl, written: Written | undefined): void {
  const changes = netChanges(patched.applied)
  if (!written) for (const change of changes) print(diffOf(change))
  for (const { reason } of patched.skipped) tell(`skipped: ${reason}`)
  for (const { prompt_id, fallback_reason } of patched.applied) {
    if (fallback_reason !== undefined) tell(`${prompt_id}: its fallback_value was used, because: ${fallback_reason}`)
  }
  for (const finding of patched.new_findings) tell(`warning: ${finding.prompt_id}: ${finding.message}`)
  if (written) {
    const backup = written.backup ? `, backup ${written.backup}` : ''
    print(
      `${changes.length} of ${patched.document.prompts.length} prompts patched; written to ${written.path}${backup}`,
    )
  } else if (inPlace) print(`Nothing to change: ${app} was not touched.`)
  else tell(`\nNothing was written. Give -o <file>, or --in-place to replace ${app}.`)
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
