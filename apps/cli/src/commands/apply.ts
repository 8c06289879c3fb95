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
  await checkOutput(app, options)
  const document = await openApp(app, options)
  const { value: file } = await new ConfigLoader().loadPatches(options.patches)
  const patched = new PromptPatchEngine({ baseDir: dirname(options.patches) }).applyPatches(document, file.patches)
  const written = await writeApp(app, patched.text, options)

  if (options.json) printJson({ workflow_id: document.workflow_id, written: written ?? null, ...forMachines(patched) })
  else report(app, patched, written)
  return exitCode.fine
}

function forMachines({ applied, skipped, new_findings }: PatchedDsl): Partial<PatchedDsl> {
  return { applied, skipped, new_findings }
}

function report(app: string, patched: PatchedDsl, written: Written | undefined): void {
  if (!written) for (const change of patched.applied) print(diffOf(change))
  for (const { reason } of patched.skipped) tell(`skipped: ${reason}`)
  for (const { prompt_id, fallback_reason } of patched.applied) {
    if (fallback_reason !== undefined) tell(`${prompt_id}: its fallback_value was used, because: ${fallback_reason}`)
  }
  for (const finding of patched.new_findings) tell(`warning: ${finding.prompt_id}: ${finding.message}`)
  const count = patched.applied.length
  if (written)
    print(
      `${count} of ${patched.document.prompts.length} prompts patched; written to ${written.path}${written.backup ? `, backup ${written.backup}` : ''}`,
    )
  else tell(`\nNothing was written. Give -o <file>, or --in-place to replace ${app}.`)
}

function diffOf({ prompt_id, before, after }: AppliedPatch): string {
  const { unified } = diffTexts(before, after, { from: `${prompt_id} (now)`, to: `${prompt_id} (patched)` })
  return unified === '' ? `${prompt_id}: the text stays as it is` : paintDiff(unified).trimEnd()
}
