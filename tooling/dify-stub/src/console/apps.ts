import { type Exchange, pageOf, textOf } from '../http/exchange.ts'
import { Refusal, sendJson } from '../http/reply.ts'
import type { Parameters, Routes } from '../http/router.ts'
import { StubApp } from '../state/stub-app.ts'
import type { Workspace } from '../state/workspace.ts'
import { exportedFile } from './exported-file.ts'

const mostKeys = 10

/** Lists, details, copies and keys of apps. */
export const appRoutes: Routes<Workspace> = {
  'GET /apps': ({ query, response }, _parameters, workspace) => {
    const name = query.get('name')?.toLowerCase() ?? ''
    const mode = query.get('mode')
    const apps = [...workspace.apps.values()]
      .filter((app) => app.name.toLowerCase().includes(name) && (mode === null || mode === 'all' || app.mode === mode))
      .toReversed()
    sendJson(response, 200, pageOf(apps.map(describe), query))
  },
  'GET /apps/:app': ({ response }, parameters, workspace) => {
    sendJson(response, 200, describe(appOf(parameters, workspace)))
  },
  'DELETE /apps/:app': ({ response }, parameters, workspace) => {
    workspace.apps.delete(appOf(parameters, workspace).id)
    sendJson(response, 204)
  },
  'POST /apps/:app/copy': ({ json, response }, parameters, workspace) => {
    const source = appOf(parameters, workspace)
    const { mode, description } = source
    const copy = new StubApp({ name: textOf(json['name']) ?? source.name, mode, description }, source.toFile())
    workspace.apps.set(copy.id, copy)
    sendJson(response, 201, describe(copy))
  },
  'GET /apps/:app/export': exportApp,
  'GET /apps/:app/api-keys': ({ response }, parameters, workspace) => {
    const { keys } = appOf(parameters, workspace)
    sendJson(response, 200, { data: Array.from(keys, ([id, token]) => ({ id, type: 'app', token })) })
  },
  'POST /apps/:app/api-keys': ({ response }, parameters, workspace) => {
    const app = appOf(parameters, workspace)
    if (app.keys.size >= mostKeys)
      throw new Refusal(
        400,
        'max_keys_exceeded',
        `Cannot create more than ${mostKeys} API keys for this resource type.`,
      )
    sendJson(response, 201, {
      type: 'app',
      last_used_at: null,
      created_at: Math.floor(Date.now() / 1000),
      ...workspace.newKey(app),
    })
  },
  'DELETE /apps/:app/api-keys/:key': ({ response }, parameters, workspace) => {
    const { keys } = appOf(parameters, workspace)
    if (!keys.delete(parameters['key'] ?? '')) throw new Refusal(404, 'not_found', 'API key not found')
    sendJson(response, 204)
  },
}

export function appOf({ app: id = '' }: Parameters, { apps }: Workspace): StubApp {
  const app = apps.get(id)
  if (app === undefined) throw new Refusal(404, 'app_not_found', 'App not found.')
  return app
}

function exportApp({ query, response }: Exchange, parameters: Parameters, workspace: Workspace): void {
  const app = appOf(parameters, workspace)
  const version = app.versions.find(({ id }) => id === query.get('workflow_id'))
  const includeSecret = query.get('include_secret') === 'true'
  const own = exportedFile(app.toFile(version?.content, { includeSecret }))
  const file = { version: workspace.traits.dslVersion, ...own }
  sendJson(response, 200, { data: `${JSON.stringify(file, null, 2)}\n` })
}

function describe({ id, name, mode, description, createdAt, updatedAt }: StubApp) {
  return { id, name, mode, description, created_at: Math.floor(createdAt), updated_at: Math.floor(updatedAt) }
}
