import { VersionManager } from '@autoopt/optimizer'
import type { PromptVersion } from '@autoopt/storage-core'
import { exitCode, type ExitCode, UsageError } from '../exit-code.ts'
import { openApp } from '../files/open-app.ts'
import { checkOutput, type OutputOptions, writeApp } from '../files/write-app.ts'
import { openNamedStorage, type StorageOptions, type Store } from '../open-storage.ts'
import { paintDiff } from '../terminal/paint.ts'
import { excerpt, formatTable, print, printJson, tell } from '../terminal/print.ts'

export interface VersionsOptions extends StorageOptions {
  readonly json?: boolean
}

export interface RollbackOptions extends VersionsOptions, OutputOptions {
  readonly app?: string
  readonly workflowId?: string
}

/** Lists the versions of one prompt, or of every prompt of the store. */
export async function listVersions(promptId: string | undefined, options: VersionsOptions): Promise<ExitCode> {
  await using store = await openNamedStorage(options)
  if (promptId !== undefined) await get(store, promptId, undefined)
  const ids = promptId === undefined ? await allPromptIds(store) : [promptId]
  const prompts: { prompt_id: string; versions: PromptVersion[] }[] = []
  for (const prompt_id of ids) prompts.push({ prompt_id, versions: await store.listVersions(prompt_id) })

  if (options.json)
    printJson({ prompts: prompts.map(({ prompt_id, versions }) => ({ prompt_id, versions: versions.map(summary) })) })
  else if (prompts.every(({ versions }) => versions.length === 0)) print('No versions.')
  else {
    const rows = prompts.flatMap(({ prompt_id, versions }) =>
      versions.map((version) => [
        prompt_id,
        version.version,
        version.created_at,
        version.parent_version ?? '–',
        String(version.analysis?.overall_score ?? '–'),
        strategyOf(version),
        excerpt(version.prompt.text, 40),
      ]),
    )
    print(formatTable(['PROMPT', 'VERSION', 'CREATED', 'PARENT', 'HYGIENE', 'STRATEGY', 'TEXT'], rows))
  }
  return exitCode.fine
}

/** Shows one version. */
export async function showVersion(
  promptId: string,
  version: string | undefined,
  options: VersionsOptions,
): Promise<ExitCode> {
  await using store = await openNamedStorage(options)
  const record = await get(store, promptId, version)
  if (options.json) {
    printJson(record)
    return exitCode.fine
  }
  tell(
    [
      `${record.prompt_id} ${record.version}`,
      `created ${record.created_at}, parent ${record.parent_version ?? 'none'}`,
      `strategy ${strategyOf(record)}, hygiene ${record.analysis?.overall_score ?? 'not analysed'}`,
      '',
    ].join('\n'),
  )
  print(record.prompt.text)
  return exitCode.fine
}

/** Shows what one version changed against another. */
export async function diffVersions(
  promptId: string,
  { from, to }: { from: string; to: string | undefined },
  options: VersionsOptions,
): Promise<ExitCode> {
  await using store = await openNamedStorage(options)
  const newer = to ?? (await get(store, promptId, undefined)).version
  const comparison = await new VersionManager(store).compareVersions(promptId, from, newer)
  if (options.json) printJson(comparison)
  else if (comparison.unified === '') print('The two texts are equal.')
  else {
    print(paintDiff(comparison.unified).trimEnd())
    if (comparison.score_difference !== null) tell(`\nhygiene ${signed(comparison.score_difference)}`)
  }
  return exitCode.fine
}

/** Makes an earlier version the latest again, and writes it back into an app file where one is given. */
export async function rollbackVersion(promptId: string, version: string, options: RollbackOptions): Promise<ExitCode> {
  const { app } = options
  if (app === undefined && (options.out !== undefined || options.inPlace)) {
    throw new UsageError('-o and --in-place need --app <file>: the app file to write the prompt back into.')
  }
  await using store = await openNamedStorage(options)
  const manager = new VersionManager(store)
  const target = await manager.getVersion(promptId, version)
  let change: { text: string; source: string } | undefined
  if (app !== undefined) {
    await checkOutput([app], options)
    const document = await openApp(app, { workflowId: options.workflowId ?? target.prompt.workflow_id })
    change = { text: document.replacePrompts({ [promptId]: target.prompt.text }), source: document.source }
  }
  const latest = await manager.getLatestVersion(promptId)
  const isThere = latest?.prompt.text === target.prompt.text
  const record = isThere ? latest : await manager.rollback(promptId, version)
  const written = app === undefined || change === undefined ? undefined : await writeApp(app, change, options)

  if (options.json)
    printJson({ prompt_id: promptId, rolled_back_to: version, version: record.version, written: written ?? null })
  else {
    print(
      isThere
        ? `${promptId}: the latest, ${record.version}, already says what ${version} said.`
        : `${promptId}: ${record.version} says again what ${version} said.`,
    )
    if (written) print(`written to ${written.path}${written.backup ? `, backup ${written.backup}` : ''}`)
    else if (options.inPlace) print(`Nothing to change: ${app} was not touched.`)
    else if (app !== undefined) tell(`${app} was not touched: give -o <file> or --in-place.`)
  }
  return exitCode.fine
}

/** Shows the version with the highest hygiene score. */
export async function bestVersion(promptId: string, options: VersionsOptions): Promise<ExitCode> {
  await using store = await openNamedStorage(options)
  const best = await new VersionManager(store).getBestVersion(promptId)
  if (!best)
    throw new UsageError(
      `No version of "${promptId}" was ever analysed. Run autoopt optimize first, or check the prompt id.`,
    )
  if (options.json) printJson(best)
  else {
    tell(`${best.prompt_id} ${best.version}, hygiene ${best.analysis?.overall_score ?? 'not analysed'}\n`)
    print(best.prompt.text)
  }
  return exitCode.fine
}

async function get(store: Store, promptId: string, version: string | undefined): Promise<PromptVersion> {
  if (version !== undefined) return new VersionManager(store).getVersion(promptId, version)
  const latest = await store.getLatestVersion(promptId)
  if (latest) return latest
  const ids = await allPromptIds(store)
  const known =
    ids.length === 0 ? 'The store is empty.' : `It has ${ids.slice(0, 10).join(', ')}${ids.length > 10 ? ', …' : ''}.`
  throw new UsageError(`The store has no versions of "${promptId}". ${known}`)
}

async function allPromptIds(store: Store): Promise<string[]> {
  const ids: string[] = []
  for await (const id of store.promptIds()) ids.push(id)
  return ids.toSorted()
}

function summary(version: PromptVersion): unknown {
  const { version: number, created_at, parent_version, metadata, analysis, prompt } = version
  return {
    version: number,
    created_at,
    parent_version,
    metadata,
    overall_score: analysis?.overall_score ?? null,
    characters: prompt.text.length,
  }
}

/** Which rewrites, extraction or rollback the version came from. */
function strategyOf({ metadata }: PromptVersion): string {
  return typeof metadata['strategy'] === 'string' ? metadata['strategy'] : '–'
}

function signed(points: number): string {
  return `${points >= 0 ? '+' : ''}${points}`
}
