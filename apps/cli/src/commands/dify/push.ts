import { diffTexts } from '@autoopt/optimizer'
import { type DslDocument, parseDsl } from '@autoopt/dsl'
import { readServerState, writeServerState } from '../../dify/server-state.ts'
import { mergePrompts, type PromptConflict } from '../../dify/merge-prompts.ts'
import { type DifyOptions, openDify } from '../../dify/open-dify.ts'
import { findPulled, keepSnapshot, lastSnapshot, type PulledBase, rememberPulled } from '../../dify/pulled-app.ts'
import { exitCode, type ExitCode, UsageError } from '../../exit-code.ts'
import { readText } from '../../files/read-text.ts'
import { invocation } from '../../terminal/invocation.ts'
import { paintDiff } from '../../terminal/paint.ts'
import { print, printJson, tell } from '../../terminal/print.ts'

export interface PushOptions extends DifyOptions {
  readonly dryRun?: boolean
  readonly merge?: boolean
  readonly publish?: boolean
  readonly rollback?: boolean
}

/** Makes an app file the draft of the app that it was pulled from, after showing what changes. */
export async function push(
  file: string,
  { dryRun, merge, publish, rollback, ...options }: PushOptions,
): Promise<ExitCode> {
  const base = await requirePulled(file)
  const dify = await openDify({ ...options, url: options.url ?? base.record.base_url })
  const { app_id: appId } = base.record
  const { draft, text: there } = await readServerState(dify.client, base.record)
  const theirs = parse(there)
  const isTheirsChanged = draft === undefined ? there !== base.text : draft.hash !== base.record.hash
  const snapshot = rollback ? await requireSnapshot(base) : undefined
  const wanted = snapshot?.text ?? (await readText(file))
  const result = combine(
    { base: parse(base.text), theirs, ours: parse(wanted) },
    { isTheirsChanged, merge: merge === true },
  )
  const changes = promptChanges(theirs, result)
  if (!options.json) for (const change of changes) print(change.diff)
  const isSame = result.source === there
  const written = { app_id: appId, changed: changes.map(({ promptId }) => promptId), snapshot: '', published: false }
  if (!dryRun && !isSame) {
    written.snapshot = await keepSnapshot(base, there)
    await writeServerState(dify.client, { record: base.record, draft, document: result })
    const now = await readServerState(dify.client, base.record)
    const record = { ...base.record, hash: now.draft?.hash ?? null, pulled_at: new Date().toISOString() }
    await rememberPulled(file, record, now.text)
  }
  if (!dryRun && publish && draft !== undefined) {
    await dify.client.console.workflows.publish(appId)
    written.published = true
  }
  if (options.json) printJson({ ...written, dry_run: dryRun === true })
  else report(written, { dryRun: dryRun === true, isSame, file, publish: publish === true })
  return exitCode.fine
}

interface States {
  readonly base: DslDocument
  readonly theirs: DslDocument
  readonly ours: DslDocument
}

/** What the draft is to become. @throws {@link UsageError} when somebody else's work would be lost. */
function combine(
  { base, theirs, ours }: States,
  { isTheirsChanged, merge }: { isTheirsChanged: boolean; merge: boolean },
): DslDocument {
  if (!isTheirsChanged) return ours
  const { take, conflicts, theirChanges } = mergePrompts(base, { theirs, ours })
  if (conflicts.length > 0) {
    for (const conflict of conflicts) tell(describeConflict(conflict))
    throw new UsageError(
      `The draft was changed since the pull, and ${conflicts.map(({ promptId }) => promptId).join(', ')} on both sides. Nothing was written. Pull into another folder (--dir), settle it, and push that.`,
    )
  }
  if (merge) return parse(theirs.replacePrompts(take))
  const what = theirChanges.length === 0 ? 'outside its prompts' : `in ${theirChanges.join(', ')}`
  throw new UsageError(
    `The draft was changed since the pull, ${what}. Nothing was written. Give --merge to put your prompts into it as it is now, or pull again.`,
  )
}

function promptChanges(before: DslDocument, after: DslDocument): { promptId: string; diff: string }[] {
  const texts = new Map(before.prompts.map(({ id, text }) => [id, text]))
  return after.prompts.flatMap(({ id, text }) => {
    const was = texts.get(id) ?? ''
    if (was === text) return []
    const { unified } = diffTexts(was, text, { from: `${id} (on the server)`, to: `${id} (pushed)` })
    return [{ promptId: id, diff: paintDiff(unified).trimEnd() }]
  })
}

function describeConflict({ promptId, theirs, ours }: PromptConflict): string {
  const { unified } = diffTexts(theirs ?? '', ours ?? '', {
    from: `${promptId} (on the server)`,
    to: `${promptId} (here)`,
  })
  return paintDiff(unified).trimEnd()
}

function report(
  {
    app_id,
    changed,
    snapshot,
    published,
  }: { app_id: string; changed: readonly string[]; snapshot: string; published: boolean },
  { dryRun, isSame, file, publish }: { dryRun: boolean; isSame: boolean; file: string; publish: boolean },
): void {
  if (isSame) print('The draft says the same already; nothing was written.')
  else if (dryRun) tell('Nothing was written (--dry-run).')
  else {
    print(`${changed.length} prompts changed in the draft of ${app_id}. What it was is kept in ${snapshot}.`)
    tell(`To undo: ${invocation()} dify push ${file} --rollback`)
  }
  if (published) print('Published.')
  else if (!dryRun && !isSame && !publish) tell('It is a draft until you publish it (--publish, or dify publish).')
}

/** One id for all states, so that prompts are the same by node and slot. */
function parse(text: string): DslDocument {
  return parseDsl(text, { workflowId: 'app' })
}

async function requirePulled(file: string): Promise<PulledBase> {
  const base = await findPulled(file)
  if (base === undefined)
    throw new UsageError(`${file} was not pulled from a server. Pull its app first: ${invocation()} dify pull <app>.`)
  return base
}

async function requireSnapshot(base: PulledBase): Promise<{ path: string; text: string }> {
  const snapshot = await lastSnapshot(base)
  if (snapshot === undefined) throw new UsageError('There is nothing to roll back: no push has replaced anything yet.')
  return snapshot
}
