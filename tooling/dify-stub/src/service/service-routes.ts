import { randomUUID } from 'node:crypto'
import { type Exchange, listOf, pageOf, recordOf, textOf } from '../http/exchange.ts'
import { Refusal, sendJson } from '../http/reply.ts'
import type { Parameters, Routes } from '../http/router.ts'
import type { StubApp } from '../state/stub-app.ts'
import type { StubRun } from '../state/stub-run.ts'
import type { Workspace } from '../state/workspace.ts'
import { blockingAnswer } from './blocking-answer.ts'
import { loseAnswer, loseRequest } from './gateway.ts'
import { startRun, streamRun } from './start-run.ts'
import { uploadFile } from './upload-file.ts'

/** What a key of the service API opens. */
export interface ServiceContext {
  readonly workspace: Workspace
  readonly app: StubApp
}

export const serviceRoutes: Routes<ServiceContext> = {
  'POST /workflows/run': (exchange, _parameters, context) => runApp(exchange, context, ['workflow']),
  'POST /workflows/:workflow/run': (exchange, { workflow }, context) => {
    if (!context.workspace.traits.runsVersions)
      throw new Refusal(404, 'not_found', 'The requested URL was not found on the server.')
    return runApp(exchange, context, ['workflow'], workflow)
  },
  'POST /chat-messages': (exchange, _parameters, context) =>
    runApp(exchange, context, ['chat', 'agent-chat', 'advanced-chat'], textOf(exchange.json['workflow_id'])),
  'POST /completion-messages': (exchange, _parameters, context) => runApp(exchange, context, ['completion']),
  'POST /workflows/tasks/:task/stop': stop,
  'POST /chat-messages/:task/stop': stop,
  'POST /completion-messages/:task/stop': stop,
  'GET /workflows/run/:run': ({ response }, { run: id = '' }, { app, workspace }) => {
    if (app.mode !== 'workflow' && !(app.mode === 'advanced-chat' && workspace.traits.tellsChatRuns))
      throw new Refusal(400, 'not_workflow_app', 'Please check if your app mode matches the right API route.')
    const run = workspace.runs.get(id)
    sendJson(response, 200, describeRun(run?.appId === app.id ? run : undefined, workspace))
  },
  'GET /workflows/logs': ({ query, response }, _parameters, { app, workspace }) => {
    const status = query.get('status')
    const user = query.get('created_by_end_user_session_id')
    const runs = [...workspace.runs.values()]
      .filter(
        (run) =>
          run.appId === app.id &&
          run.from === 'app-run' &&
          (run.trace !== undefined || workspace.traits.logsRunsAtStart),
      )
      .filter((run) => (status === null || statusOf(run) === status) && (user === null || run.user === user))
      .toReversed()
    sendJson(response, 200, pageOf(runs.map(describeLog), query))
  },
  'GET /parameters': ({ response }, _parameters, { app }) => {
    sendJson(response, 200, {
      opening_statement: '',
      user_input_form: inputForm(app),
      file_upload: {},
      system_parameters: {},
    })
  },
  'GET /info': ({ response }, _parameters, { app, workspace }) => {
    const { name, description, mode } = app
    sendJson(response, 200, { name, description, tags: [], ...(!workspace.traits.isOld && { mode }) })
  },
  'POST /files/upload': uploadFile,
}

async function runApp(
  exchange: Exchange,
  { app, workspace }: ServiceContext,
  modes: readonly string[],
  wanted?: string,
): Promise<void> {
  const { json, response } = exchange
  if (!modes.includes(app.mode)) {
    const code =
      modes[0] === 'workflow' ? 'not_workflow_app' : modes[0] === 'chat' ? 'not_chat_app' : 'not_completion_app'
    throw new Refusal(400, code, 'Please check if your app mode matches the right API route.')
  }
  const user = textOf(json['user'])
  if (user === undefined || user === '') throw new Refusal(400, 'invalid_param', 'Arg user must be provided.')
  const published = publishedOf(app, wanted)
  requireRoom(app, workspace)
  const request = {
    inputs: recordOf(json['inputs']),
    query: textOf(json['query']),
    files: listOf(json['files']),
    user,
    conversationId: textOf(json['conversation_id']) || undefined,
  }
  if (loseRequest(response, workspace.faults)) return
  const { id: workflowId = app.id, version = '', content } = published ?? {}
  const started = startRun({ app, content, version, workflowId, from: 'app-run', request }, workspace)
  if (loseAnswer(response, workspace.faults)) return
  if (json['response_mode'] === 'streaming') return streamRun(started, exchange, workspace)
  if (app.mode === 'agent-chat')
    throw new Refusal(400, 'invalid_param', 'Agent Chat App does not support blocking mode')
  await started.events(() => {})
  sendJson(response, 200, blockingAnswer(started.run))
}

function publishedOf(app: StubApp, wanted: string | undefined) {
  if (!app.hasGraph) return undefined
  if (wanted === app.draftId)
    throw new Refusal(400, 'bad_request', 'Cannot use draft workflow version. Please use a published one.')
  const found = wanted === undefined ? app.versions.at(-1) : app.versions.find(({ id }) => id === wanted)
  if (found !== undefined) return found
  if (wanted === undefined) throw new Refusal(400, 'invalid_param', 'Workflow not published')
  throw new Refusal(404, 'not_found', `Workflow not found with id: ${wanted}`)
}

function requireRoom(app: StubApp, workspace: Workspace): void {
  const { maxActiveRequests, faults } = workspace.options
  const isFull = maxActiveRequests > 0 && workspace.activeRuns(app.id) >= maxActiveRequests
  if (isFull || faults.strikes('limit'))
    throw new Refusal(
      400,
      'invalid_param',
      'Too many requests. Please try again later. The current maximum is reached.',
    )
}

function stop({ response }: Exchange, { task }: Parameters, { workspace }: ServiceContext): void {
  for (const run of workspace.runs.values()) if (run.taskId === task) run.controller.abort(new Error('stopped'))
  sendJson(response, 200, { result: 'success' })
}

/** A run that is not there is a record of nulls. */
function describeRun(run: StubRun | undefined, { traits }: Workspace) {
  const time = (seconds: number | undefined) =>
    seconds === undefined ? null : traits.isOld ? new Date(seconds * 1000).toUTCString() : Math.floor(seconds)
  const { trace } = run ?? {}
  return {
    id: run?.id ?? null,
    workflow_id: run?.workflowId ?? null,
    status: run === undefined ? null : statusOf(run),
    inputs: run === undefined ? null : JSON.stringify(run.inputs),
    outputs: trace === undefined ? null : JSON.stringify(trace.outputs ?? {}),
    error: trace?.error ?? null,
    total_steps: run === undefined ? null : (trace?.total_steps ?? 0),
    total_tokens: run === undefined ? null : (trace?.total_tokens ?? 0),
    created_at: time(run?.createdAt),
    finished_at: time(run?.finishedAt),
    elapsed_time: run === undefined ? null : (trace?.elapsed_ms ?? 0) / 1000,
  }
}

function statusOf({ trace }: StubRun): string {
  return trace?.status ?? 'running'
}

function describeLog(run: StubRun) {
  const { id, version, trace, user, createdAt, finishedAt } = run
  const created_at = Math.floor(createdAt)
  return {
    id: randomUUID(),
    workflow_run: {
      id,
      version,
      status: statusOf(run),
      triggered_from: 'app-run',
      error: trace?.error ?? null,
      elapsed_time: (trace?.elapsed_ms ?? 0) / 1000,
      total_tokens: trace?.total_tokens ?? 0,
      total_steps: trace?.total_steps ?? 0,
      created_at,
      finished_at: finishedAt === undefined ? null : Math.floor(finishedAt),
      exceptions_count: trace?.exceptions_count ?? 0,
    },
    created_from: 'service-api',
    created_by_role: 'end_user',
    created_by_account: null,
    created_by_end_user: { id: user, type: 'service_api', is_anonymous: false, session_id: user },
    created_at,
  }
}

function inputForm(app: StubApp): object[] {
  if (!app.hasGraph) return listOf(app.modelConfig?.['user_input_form']).map(recordOf)
  const nodes = listOf((app.versions.at(-1)?.content ?? app.draft).graph['nodes']).map((node) =>
    recordOf(recordOf(node)['data']),
  )
  const start = nodes.find(({ type }) => type === 'start')
  return listOf(start?.['variables']).map((variable) => {
    const { type, ...field } = recordOf(variable)
    return { [textOf(type) ?? 'text-input']: field }
  })
}
