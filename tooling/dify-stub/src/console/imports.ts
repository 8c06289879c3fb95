import { randomUUID } from 'node:crypto'
import { parseDsl } from '@autoopt/dsl'
import { type Exchange, recordOf, textOf } from '../http/exchange.ts'
import { Refusal, sendJson } from '../http/reply.ts'
import type { Parameters } from '../http/router.ts'
import { StubApp } from '../state/stub-app.ts'
import type { PendingImport, Workspace } from '../state/workspace.ts'
import { standingOf } from '../version-traits.ts'
import { importedFile } from './exported-file.ts'

const importLifeMs = 600_000
const lateMs = 300

/** `POST /apps/imports`. */
export function importApp({ json, response }: Exchange, _parameters: Parameters, workspace: Workspace): void {
  if (json['mode'] !== 'yaml-content')
    throw new Refusal(400, 'invalid_param', `Invalid import_mode: ${textOf(json['mode'])}`)
  const asked: PendingImport = {
    text: textOf(json['yaml_content']) ?? '',
    name: textOf(json['name']),
    appId: textOf(json['app_id']),
    expiresAt: Date.now() + importLifeMs,
  }
  const id = randomUUID()
  const file = readFile(asked.text)
  if (file === undefined) {
    sendJson(response, 400, failed(id, workspace, 'Invalid YAML format'))
    return
  }
  const imported = textOf(file['version']) ?? '0.1.0'
  const standing = standingOf(imported, workspace.traits)
  if (standing === undefined) {
    const app = workspace.traits.isOld ? createApp(file, asked, workspace) : undefined
    sendJson(response, 400, { ...failed(id, workspace, `Invalid version: '${imported}'`), app_id: app?.id ?? null })
    return
  }
  if (standing === 'pending' || workspace.faults.strikes('pending_import')) {
    workspace.imports.set(id, asked)
    sendJson(response, 202, {
      ...result(id, workspace),
      status: 'pending',
      app_id: null,
      imported_dsl_version: imported,
    })
    return
  }
  if (workspace.faults.strikes('late_import')) {
    response.socket?.destroy()
    setTimeout(() => createApp(file, asked, workspace), lateMs)
    return
  }
  finishImport({ id, asked, file, imported, standing, response }, workspace)
}

/** `POST /apps/imports/:import/confirm`. */
export function confirmImport({ response }: Exchange, { import: id = '' }: Parameters, workspace: Workspace): void {
  const asked = workspace.imports.get(id)
  workspace.imports.delete(id)
  const file = asked && asked.expiresAt > Date.now() ? readFile(asked.text) : undefined
  if (asked === undefined || file === undefined) {
    sendJson(response, 400, failed(id, workspace, 'Import information expired or does not exist'))
    return
  }
  const imported = textOf(file['version']) ?? '0.1.0'
  finishImport({ id, asked, file, imported, standing: 'completed', response }, workspace)
}

/** `GET /apps/imports/:app/check-dependencies`. */
export function checkDependencies({ response }: Exchange, _parameters: Parameters, workspace: Workspace): void {
  if (!workspace.traits.checksDependencies)
    throw new Refusal(404, 'not_found', 'The requested URL was not found on the server.')
  const leaked_dependencies = workspace.options.missingPlugins.map((plugin) => ({
    type: 'marketplace',
    value: { marketplace_plugin_unique_identifier: plugin },
    current_identifier: null,
  }))
  sendJson(response, 200, { leaked_dependencies })
}

interface Finishing {
  readonly id: string
  readonly asked: PendingImport
  readonly file: Record<string, unknown>
  readonly imported: string
  readonly standing: 'completed' | 'completed-with-warnings'
  readonly response: Exchange['response']
}

function finishImport({ id, asked, file, imported, standing, response }: Finishing, workspace: Workspace): void {
  const wrong = problemOf(file)
  if (wrong !== undefined) {
    sendJson(response, 400, failed(id, workspace, wrong))
    return
  }
  const known = asked.appId === undefined ? undefined : workspace.apps.get(asked.appId)
  if (asked.appId !== undefined && known === undefined) throw new Refusal(400, 'invalid_param', 'App not found')
  known?.overwrite(importedFile(file))
  // The row of the app is there before the rest is looked at.
  const app = known ?? createApp(file, asked, workspace)
  const failure = workspace.faults.strikes('orphan_import') ? 'Missing environment variable value' : bodyProblem(file)
  if (failure !== undefined) {
    sendJson(response, 400, failed(id, workspace, failure))
    return
  }
  const done = { ...result(id, workspace), status: standing, app_id: app.id, imported_dsl_version: imported }
  sendJson(response, 200, workspace.traits.isOld ? done : { ...done, app_mode: app.mode })
}

function createApp(file: Record<string, unknown>, { name }: PendingImport, workspace: Workspace): StubApp {
  const { name: own, mode, description } = recordOf(file['app'])
  const head = {
    name: name ?? textOf(own) ?? 'Untitled',
    mode: textOf(mode) ?? '',
    description: textOf(description) ?? '',
  }
  const app = new StubApp(head, importedFile(file))
  workspace.apps.set(app.id, app)
  return app
}

/** The file as Dify's reader has it; undefined when it cannot be read. */
function readFile(text: string): Record<string, unknown> | undefined {
  try {
    return recordOf(parseDsl(text).valueAt(''))
  } catch (error) {
    // What has no graph is found out only after the app is made.
    try {
      const value = recordOf(JSON.parse(text))
      return Object.keys(value).length > 0 ? value : undefined
    } catch {
      if (error instanceof Error) return undefined
      throw error
    }
  }
}

const modes = new Set(['workflow', 'advanced-chat', 'chat', 'agent-chat', 'completion'])

function problemOf(file: Record<string, unknown>): string | undefined {
  const app = recordOf(file['app'])
  if (file['app'] === undefined) return 'Missing app data in YAML content'
  if (!modes.has(textOf(app['mode']) ?? '')) return 'Invalid app mode'
  return undefined
}

function bodyProblem(file: Record<string, unknown>): string | undefined {
  const mode = textOf(recordOf(file['app'])['mode'])
  if (mode === 'workflow' || mode === 'advanced-chat')
    return file['workflow'] === undefined ? 'Missing workflow data for workflow/advanced chat app' : undefined
  return file['model_config'] === undefined ? 'Missing model_config for chat/agent-chat/completion app' : undefined
}

function result(id: string, { traits }: Workspace) {
  return { id, current_dsl_version: traits.dslVersion, imported_dsl_version: '', error: '' }
}

function failed(id: string, workspace: Workspace, error: string) {
  return { ...result(id, workspace), status: 'failed', app_id: null, error }
}
