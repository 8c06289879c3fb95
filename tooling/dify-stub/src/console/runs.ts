import { sendJson, Refusal } from '../http/reply.ts'
import { listOf, recordOf, textOf } from '../http/exchange.ts'
import type { Handler, Parameters, Routes } from '../http/router.ts'
import { startRun, streamRun } from '../service/start-run.ts'
import type { StubRun } from '../state/stub-run.ts'
import type { Workspace } from '../state/workspace.ts'
import { appOf } from './apps.ts'
import { describeNode } from './describe-node.ts'
import { runNode } from './run-node.ts'
import { graphAppOf } from './workflows.ts'

/** Runs, as the studio lists them, and runs of drafts. */
export const runRoutes: Routes<Workspace> = {
  'GET /apps/:app/workflow-runs': ({ query, response }, parameters, workspace) => {
    const app = appOf(parameters, workspace)
    const wanted = workspace.traits.listsServiceRuns ? (query.get('triggered_from') ?? 'debugging') : 'debugging'
    const runs = [...workspace.runs.values()]
      .filter(({ appId, from }) => appId === app.id && from === wanted)
      .toReversed()
    const lastId = query.get('last_id')
    const start = lastId === null ? 0 : runs.findIndex(({ id }) => id === lastId) + 1
    const limit = Math.min(100, Number(query.get('limit') ?? 20))
    const data = runs.slice(start, start + limit)
    sendJson(response, 200, { limit, has_more: start + limit < runs.length, data: data.map(describe) })
  },
  'GET /apps/:app/workflow-runs/:run': ({ response }, parameters, workspace) => {
    const run = runOf(parameters, workspace)
    sendJson(response, 200, { ...describe(run), inputs: run.trace?.inputs ?? {}, outputs: run.trace?.outputs ?? {} })
  },
  'GET /apps/:app/workflow-runs/:run/node-executions': ({ response }, parameters, workspace) => {
    const executions = (runOf(parameters, workspace).trace?.nodes ?? []).map((node, index) =>
      describeNode(node, { index: index + 1, traits: workspace.traits }),
    )
    sendJson(response, 200, { data: workspace.traits.isOld ? executions.toReversed() : executions })
  },
  'POST /apps/:app/workflows/draft/run': runDraft('workflow'),
  'POST /apps/:app/advanced-chat/workflows/draft/run': runDraft('advanced-chat'),
  'POST /apps/:app/workflows/draft/nodes/:node/run': runNode,
  'POST /apps/:app/workflow-runs/tasks/:task/stop': ({ response }, { task }, workspace) => {
    for (const run of workspace.runs.values()) if (run.taskId === task) run.controller.abort(new Error('stopped'))
    sendJson(response, 200, { result: 'success' })
  },
}

function runDraft(mode: string): Handler<Workspace> {
  return (exchange, parameters, workspace) => {
    const app = graphAppOf(parameters, workspace)
    if (app.mode !== mode) throw new Refusal(404, 'app_not_found', 'App not found.')
    const { json } = exchange
    const request = {
      inputs: recordOf(json['inputs']),
      query: textOf(json['query']),
      files: listOf(json['files']),
      user: 'console',
      conversationId: textOf(json['conversation_id']) || undefined,
    }
    const started = startRun(
      { app, content: app.draft, version: 'draft', workflowId: app.draftId, from: 'debugging', request },
      workspace,
    )
    return streamRun(started, exchange, workspace)
  }
}

function runOf({ run: id = '' }: Parameters, { runs }: Workspace): StubRun {
  const run = runs.get(id)
  if (run === undefined) throw new Refusal(404, 'not_found', 'Workflow run not found')
  return run
}

function describe({ id, version, trace, createdAt, finishedAt }: StubRun) {
  return {
    id,
    version,
    status: trace?.status ?? 'running',
    elapsed_time: (trace?.elapsed_ms ?? 0) / 1000,
    total_tokens: trace?.total_tokens ?? 0,
    total_steps: trace?.total_steps ?? 0,
    exceptions_count: trace?.exceptions_count ?? 0,
    created_at: Math.floor(createdAt),
    finished_at: finishedAt === undefined ? null : Math.floor(finishedAt),
  }
}
