/**
 * Makes an app file the draft of the app that it was pulled from:
 * 1. read what the server has now; where that is not what was pulled, somebody else's work is merged or the push refused
 * 2. show what changes in prompts
 * 3. keep a snapshot of what is replaced
 * 4. write the draft, with what app files leave out; the server refuses when it was changed since step 1
 * 5. bring the file along, where it says something else, and remember what was pushed
 * A push that is killed after 4 finds a changed draft the next time, and takes it when it says the same.
 */
import { basename } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { carryOver, type DifyClient } from '@autoopt/dify-client'
import type { DslDocument } from '@autoopt/dsl'
import { diffTexts } from '@autoopt/optimizer'
import { UsageError } from '../exit-code.ts'
import { readText } from '../files/read-text.ts'
import { replaceText } from '../files/write-text.ts'
import { invocation } from '../terminal/invocation.ts'
import { paintDiff } from '../terminal/paint.ts'
import { type AppContent, contentOf } from './app-content.ts'
import { combineStates } from './combine-states.ts'
import { findPulled, keepSnapshot, type PulledBase, readSnapshot, rememberPulled } from './pulled-app.ts'
import { parseState, readServerState, type ServerState, writeServerState } from './server-state.ts'

export interface PushRequest {
  readonly file: string
  readonly base: PulledBase
  /** What the app is to become, as an app file; left out: what the last push has replaced. */
  readonly text?: string
  readonly dryRun: boolean
  readonly merge: boolean
  readonly publish: boolean
  /** Told each change of a prompt, before anything is written. */
  readonly onChange: (diff: string) => void
}

export interface Pushed {
  readonly app_id: string
  /** Ids of the prompts that it changed. */
  readonly changed: readonly string[]
  /** Where it is kept what was replaced; `null` when nothing was. */
  readonly snapshot: string | null
  /** Where it is kept what the file said, when it was brought along. */
  readonly backup: string | null
  readonly published: boolean
  /** Whether the app has a draft; what is pushed to one without is live at once. */
  readonly has_draft: boolean
  readonly dry_run: boolean
  /** Whether the draft said so already. */
  readonly is_same: boolean
}

/** @throws {@link UsageError} when somebody else's work would be lost; what `writeServerState` throws. */
export async function pushApp(client: DifyClient, request: PushRequest): Promise<Pushed> {
  const { base, dryRun, merge, publish, onChange } = request
  const state = await readServerState(client, base.record)
  const isTheirsChanged = state.draft === undefined ? state.text !== base.text : state.draft.hash !== base.record.hash
  const { document, kept } = await wantedOf(request)
  const states = { base: parseState(base.text), theirs: state.document, ours: document }
  const result = combineStates(states, { isTheirsChanged, merge })
  const changes = promptChanges(state.document, result)
  for (const { diff } of changes) onChange(diff)
  const content = result === document && kept !== undefined ? kept : contentFor(result, state)
  const isSame = isDeepStrictEqual(content, state.content)
  const write = { state, result, content }
  const { snapshot, known } =
    dryRun || isSame ? { snapshot: null, known: state } : await writeDraft(client, base, write)
  const backup = dryRun ? null : await bringFileAlong(request, result)
  if (!dryRun && (!isSame || isTheirsChanged)) await rememberPush(request, known, snapshot)
  const isPublished = publish && !dryRun && state.draft !== undefined
  if (isPublished) await client.console.workflows.publish(base.record.app_id)
  return {
    app_id: base.record.app_id,
    changed: changes.map(({ promptId }) => promptId),
    snapshot,
    backup,
    published: isPublished,
    has_draft: state.draft !== undefined,
    dry_run: dryRun,
    is_same: isSame,
  }
}

/** What was pulled into a file. @throws {@link UsageError} when nothing was. */
export async function requirePulled(file: string): Promise<PulledBase> {
  const base = await findPulled(file)
  if (base !== undefined) return base
  throw new UsageError(
    `${file} was not pulled from a server. Pull its app first: ${invocation()} dify pull <app>. Or make a new app of it: ${invocation()} dify create ${file}.`,
  )
}

interface Wanted {
  readonly document: DslDocument
  /** As the server kept it, where that is known. */
  readonly kept?: AppContent
}

async function wantedOf({ base, text }: PushRequest): Promise<Wanted> {
  if (text !== undefined) return { document: parseState(text) }
  const snapshot = await readSnapshot(base)
  if (snapshot !== undefined) return { document: parseState(snapshot.text), kept: snapshot.content }
  throw new UsageError(
    `There is nothing to roll back: nothing was pushed since ${base.record.file} was pulled. What earlier pushes have replaced is kept in ${base.folder}.`,
  )
}

function contentFor(wanted: DslDocument, { document, content }: ServerState): AppContent {
  return carryOver(contentOf(wanted), { exported: contentOf(document), kept: content }) as AppContent
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

/** What a draft is known to be. */
type Known = Pick<ServerState, 'draft' | 'text'>

interface DraftWrite {
  readonly state: ServerState
  readonly result: DslDocument
  readonly content: AppContent
}

/** @returns what was written: it is not what the server has now, when somebody has changed it meanwhile. */
async function writeDraft(
  client: DifyClient,
  base: PulledBase,
  { state, result, content }: DraftWrite,
): Promise<{ readonly snapshot: string; readonly known: Known }> {
  const snapshot = await keepSnapshot(base, state)
  const { record } = base
  const hash = await writeServerState(client, { record, draft: state.draft, content })
  const now = await readServerState(client, record)
  const isOurs = hash === null ? isDeepStrictEqual(now.content, content) : now.draft?.hash === hash
  if (isOurs) return { snapshot, known: now }
  return { snapshot, known: { draft: state.draft && { ...state.draft, hash: hash ?? '' }, text: result.source } }
}

/** @returns the backup, when the file said something else. */
async function bringFileAlong({ file }: PushRequest, { source }: DslDocument): Promise<string | null> {
  return (await readText(file)) === source ? null : replaceText(file, source)
}

async function rememberPush(
  { file, base }: PushRequest,
  { draft, text }: Known,
  snapshot: string | null,
): Promise<void> {
  const { snapshot: _last, ...record } = base.record
  const pushed = { ...record, hash: draft?.hash ?? null, pulled_at: new Date().toISOString() }
  await rememberPulled(file, { ...pushed, ...(snapshot !== null && { snapshot: basename(snapshot) }) }, text)
}
