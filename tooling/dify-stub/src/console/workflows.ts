import { pageOf, recordOf, listOf, textOf } from '../http/exchange.ts'
import { Refusal, sendJson } from '../http/reply.ts'
import type { Parameters, Routes } from '../http/router.ts'
import type { StubApp } from '../state/stub-app.ts'
import type { Workspace } from '../state/workspace.ts'
import type { VersionTraits } from '../version-traits.ts'
import { appOf } from './apps.ts'

const hidden = '[__HIDDEN__]'

/** Drafts and versions. */
export const workflowRoutes: Routes<Workspace> = {
  'GET /apps/:app/workflows/draft': ({ response }, parameters, workspace) => {
    const app = graphAppOf(parameters, workspace)
    sendJson(response, 200, describeDraft(app, workspace.traits))
  },
  'POST /apps/:app/workflows/draft': ({ json, response }, parameters, workspace) => {
    const app = graphAppOf(parameters, workspace)
    if (workspace.faults.strikes('hash_conflict')) app.draft.features = { ...app.draft.features, edited: Date.now() }
    if (json['hash'] !== app.hash) {
      const message = 'Workflow graph might have been modified, please refresh and resubmit.'
      throw new Refusal(workspace.traits.isOld ? 400 : 409, 'draft_workflow_not_sync', message)
    }
    syncDraft(app, json)
    sendJson(response, 200, { result: 'success', hash: app.hash, updated_at: Math.floor(app.updatedAt) })
  },
  'POST /apps/:app/workflows/publish': ({ json, response }, parameters, workspace) => {
    const marked_name = textOf(json['marked_name']) ?? ''
    if (marked_name.length > 20) throw new Refusal(400, 'invalid_param', 'Marked name cannot exceed 20 characters')
    const { created_at } = graphAppOf(parameters, workspace).publish({
      marked_name,
      marked_comment: textOf(json['marked_comment']) ?? '',
    })
    sendJson(response, 200, { result: 'success', created_at })
  },
  'GET /apps/:app/workflows/publish': ({ response }, parameters, workspace) => {
    const current = graphAppOf(parameters, workspace).versions.at(-1)
    sendJson(response, 200, current === undefined ? null : { ...current.content, ...current, content: undefined })
  },
  'GET /apps/:app/workflows': ({ query, response }, parameters, workspace) => {
    const app = graphAppOf(parameters, workspace)
    const draft = { id: app.draftId, version: 'draft', marked_name: '', marked_comment: '', created_at: app.createdAt }
    const versions = app.versions.map(({ content: _content, ...version }) => version)
    const { data: items, ...page } = pageOf([draft, ...versions.toReversed()], query)
    sendJson(response, 200, { items, page: page.page, limit: page.limit, has_more: page.has_more })
  },
  'DELETE /apps/:app/workflows/:workflow': ({ response }, parameters, workspace) => {
    const { versions } = graphAppOf(parameters, workspace)
    const index = versions.findIndex(({ id }) => id === parameters['workflow'])
    if (index === -1) throw new Refusal(404, 'not_found', 'Workflow not found')
    if (index === versions.length - 1)
      throw new Refusal(400, 'bad_request', 'Cannot delete workflow that is currently in use')
    versions.splice(index, 1)
    sendJson(response, 204)
  },
  'POST /apps/:app/model-config': ({ json, response }, parameters, workspace) => {
    const app = appOf(parameters, workspace)
    if (app.hasGraph) throw new Refusal(400, 'invalid_param', 'App mode is not supported')
    app.modelConfig = { ...json }
    sendJson(response, 200, { result: 'success' })
  },
}

export function graphAppOf(parameters: Parameters, workspace: Workspace): StubApp {
  const app = appOf(parameters, workspace)
  if (!app.hasGraph) throw new Refusal(404, 'draft_workflow_not_exist', 'Draft workflow need to be initialized.')
  return app
}

function describeDraft(app: StubApp, traits: VersionTraits) {
  const environment_variables = app.draft.environment_variables.map((variable) =>
    variable['value_type'] === 'secret'
      ? { ...variable, value: mask(textOf(variable['value']) ?? '', traits) }
      : variable,
  )
  return {
    id: app.draftId,
    version: 'draft',
    hash: app.hash,
    ...app.draft,
    environment_variables,
    updated_at: app.updatedAt,
  }
}

/** Old servers show the ends of a secret. */
function mask(value: string, { isOld }: VersionTraits): string {
  return isOld ? `${value.slice(0, 6)}${'*'.repeat(12)}${value.slice(-2)}` : '*'.repeat(20)
}

/** What is left out of the lists is gone; secrets that stay hidden keep their value. */
function syncDraft(app: StubApp, json: Readonly<Record<string, unknown>>): void {
  const known = new Map(app.draft.environment_variables.map((variable) => [variable['id'], variable]))
  app.draft = {
    graph: recordOf(json['graph']),
    features: recordOf(json['features']),
    environment_variables: listOf(json['environment_variables']).map((item) => {
      const variable = recordOf(item)
      if (variable['value'] === hidden) variable['value'] = known.get(variable['id'])?.['value'] ?? ''
      return variable
    }),
    conversation_variables: listOf(json['conversation_variables']).map(recordOf),
  }
  app.updatedAt = Date.now() / 1000
}
