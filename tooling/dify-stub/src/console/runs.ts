import type { NodeTrace } from '@autoopt/trace'
import { sendJson, Refusal } from '../http/reply.ts'
import { recordOf, textOf } from '../http/exchange.ts'
import type { Parameters, Routes } from '../http/router.ts'
import { startRun, streamRun } from '../service/start-run.ts'
import type { StubRun } from '../state/stub-run.ts'
import type { Workspace } from '../state/workspace.ts'
import { appOf } from './apps.ts'
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
    const executions = (runOf(parameters, workspace).trace?.nodes ?? []).map(describeNode)
    sendJson(response, 200, { data: workspace.traits.isOld ? executions.toReversed() : executions })
  },
  'POST /apps/:app/workflows/draft/run': (exchange, parameters, workspace) => {
    const app = graphAppOf(parameters, workspace)
    const { json } = exchange
    const request = {
      inputs: recordOf(json['inputs']),
      query: textOf(json['query']),
      files: [],
      user: 'console',
      conversationId: undefined,
    }
    const started = startRun(
      { app, content: app.draft, version: 'draft', workflowId: app.draftId, from: 'debugging', request },
      workspace,
    )
    return streamRun(started, exchange, workspace)
  },
  'POST /apps/:app/workflow-runs/tasks/:task/stop': ({ response }, { task }, workspace) => {
    for (const run of workspace.runs.values()) if (run.taskId === task) run.controller.abort(new Error('stopped'))
    sendJson(response, 200, { result: 'success' })
  },
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

function describeNode(node: NodeTrace, index: number) {
  const { inputs, outputs, process_data, status, error, elapsed_ms, node_id, title } = node
  return {
    id: node.id,
    index: index + 1,
    predecessor_node_id: null,
    node_id,
    node_type: node.node_type,
    title,
    inputs,
    process_data,
    outputs,
    status,
    error,
    elapsed_time: elapsed_ms / 1000,
    execution_metadata: { total_tokens: node.total_tokens, total_price: String(node.cost_usd ?? 0), currency: 'USD' },
    extras: {},
  }
}
