/**
 * What a run streams, in the shapes of Dify's server-sent events: same names, same fields. Times are seconds since 1970,
 * durations seconds; unlike Dify's, those of a local run have fractions. Servers add fields; readers must let them pass.
 */
interface EventBase {
  readonly task_id: string
  readonly workflow_run_id?: string
  /** In apps with conversations. */
  readonly conversation_id?: string
  readonly message_id?: string
  readonly created_at?: number
}

type Values = Readonly<Record<string, unknown>>

export interface WorkflowStartedEvent extends EventBase {
  readonly event: 'workflow_started'
  readonly data: {
    readonly id: string
    readonly workflow_id: string
    readonly inputs: Values
    readonly created_at: number
  }
}

/** Where a node run stands; the index of its round is in `execution_metadata`. */
interface NodeRun {
  readonly id: string
  readonly node_id: string
  readonly node_type: string
  readonly title: string
  readonly index: number
  readonly predecessor_node_id: string | null
  readonly inputs: Values | null
  readonly created_at: number
  readonly iteration_id?: string | null
  readonly loop_id?: string | null
}

interface NodeEnd extends NodeRun {
  readonly process_data: Values | null
  readonly outputs: Values | null
  readonly error: string | null
  readonly elapsed_time: number
  readonly execution_metadata: Values | null
  readonly finished_at: number
  readonly files?: readonly unknown[]
}

export interface NodeStartedEvent extends EventBase {
  readonly event: 'node_started'
  readonly data: NodeRun
}

export interface NodeFinishedEvent extends EventBase {
  readonly event: 'node_finished'
  readonly data: NodeEnd & { readonly status: 'succeeded' | 'failed' | 'exception' | 'stopped' }
}

export interface NodeRetryEvent extends EventBase {
  readonly event: 'node_retry'
  readonly data: NodeEnd & { readonly status: 'retry'; readonly retry_index: number }
}

export interface TextChunkEvent extends EventBase {
  readonly event: 'text_chunk'
  readonly data: { readonly text: string; readonly from_variable_selector?: readonly string[] }
}

interface ContainerRun {
  readonly id: string
  readonly node_id: string
  readonly node_type: string
  readonly title: string
  readonly created_at: number
  readonly extras: Values
}

interface ContainerEnd extends ContainerRun {
  readonly inputs: Values | null
  readonly outputs: Values | null
  readonly status: 'succeeded' | 'failed' | 'exception' | 'stopped'
  readonly error: string | null
  readonly elapsed_time: number
  readonly total_tokens: number
  readonly execution_metadata: Values | null
  readonly finished_at: number
  readonly steps: number
}

export interface ContainerStartedEvent extends EventBase {
  readonly event: 'iteration_started' | 'loop_started'
  readonly data: ContainerRun & { readonly inputs: Values; readonly metadata: Values }
}

export interface ContainerNextEvent extends EventBase {
  readonly event: 'iteration_next' | 'loop_next'
  readonly data: ContainerRun & { readonly index: number }
}

export interface ContainerCompletedEvent extends EventBase {
  readonly event: 'iteration_completed' | 'loop_completed'
  readonly data: ContainerEnd
}

export interface WorkflowFinishedEvent extends EventBase {
  readonly event: 'workflow_finished'
  readonly data: {
    readonly id: string
    readonly workflow_id: string
    readonly status: 'succeeded' | 'partial-succeeded' | 'failed' | 'stopped'
    readonly outputs: Values | null
    readonly error: string | null
    readonly elapsed_time: number
    readonly total_tokens: number
    readonly total_steps: number
    readonly created_at: number
    readonly finished_at: number
    readonly exceptions_count: number
    readonly files: readonly unknown[]
  }
}

/** A piece of the answer of a chat, or of an agent. */
export interface MessageEvent extends EventBase {
  readonly event: 'message' | 'agent_message'
  readonly id: string
  readonly answer: string
  readonly from_variable_selector?: readonly string[] | null
}

export interface MessageReplaceEvent extends EventBase {
  readonly event: 'message_replace'
  readonly answer: string
  readonly reason?: string
}

export interface MessageEndEvent extends EventBase {
  readonly event: 'message_end'
  readonly id: string
  readonly metadata: Values
  readonly files?: readonly unknown[] | null
}

export interface ErrorEvent extends Partial<EventBase> {
  readonly event: 'error'
  readonly code: string
  readonly status: number
  readonly message: string
}

/** One event of a run. */
export type RunEvent =
  | WorkflowStartedEvent
  | NodeStartedEvent
  | NodeFinishedEvent
  | NodeRetryEvent
  | TextChunkEvent
  | ContainerStartedEvent
  | ContainerNextEvent
  | ContainerCompletedEvent
  | WorkflowFinishedEvent
  | MessageEvent
  | MessageReplaceEvent
  | MessageEndEvent
  | ErrorEvent
