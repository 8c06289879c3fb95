/** A file of a message or an input. A `local_file` must have been uploaded with the key of the same app by the same user. */
export type DifyFile = { readonly type: 'image' | 'document' | 'audio' | 'video' | 'custom' } & (
  | { readonly transfer_method: 'local_file'; readonly upload_file_id: string }
  | { readonly transfer_method: 'remote_url'; readonly url: string }
)

/** One run that is asked for. */
export interface ServiceRun {
  readonly inputs: Readonly<Record<string, unknown>>
  /** Who asks: scope of conversations and files, and what logs show. */
  readonly user: string
  /** What the user says, in chat apps. */
  readonly query?: string
  /** Goes on with a conversation. Default: a new one. */
  readonly conversationId?: string
  readonly files?: readonly DifyFile[]
  /** A published version, by its id, instead of the current one. Needs Dify 1.8. */
  readonly workflowId?: string
}

/** What an app runs by. */
export type RunKind = 'workflow' | 'chat' | 'completion'

/** What a mode of an app runs by. */
export function runKindOf(mode: string): RunKind {
  if (mode === 'workflow' || mode === 'completion') return mode
  return 'chat'
}

/** The path and body of a run. Always streaming; and no title, which would cost one more call of a model. */
export function requestOf(kind: RunKind, run: ServiceRun): { readonly path: string; readonly body: object } {
  const common = { inputs: run.inputs, user: run.user, response_mode: 'streaming', files: run.files ?? [] }
  if (kind === 'workflow') {
    const version = run.workflowId === undefined ? '' : `/${encodeURIComponent(run.workflowId)}`
    return { path: `/v1/workflows${version}/run`, body: common }
  }
  if (kind === 'completion') return { path: '/v1/completion-messages', body: common }
  const body = {
    ...common,
    query: run.query ?? '',
    conversation_id: run.conversationId ?? '',
    auto_generate_name: false,
    workflow_id: run.workflowId,
  }
  return { path: '/v1/chat-messages', body }
}
