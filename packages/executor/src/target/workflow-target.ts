import type { RunEvent, RunTrace } from '@autoopt/trace'

/** A variant of a workflow, ready to be put onto a target. */
export interface TargetVariant {
  /** `baseline` for the app file as it is. */
  readonly id: string
  readonly workflowId: string
  /** Text of the app file with all patches applied. */
  readonly dsl: string
}

/** Somewhere that workflows can run: in this process, or on a server. */
export interface WorkflowTarget extends AsyncDisposable {
  /** For messages and reports, e.g. `local`. */
  readonly name: string
  /**
   * Makes a variant ready to run any number of times.
   *
   * @throws `InfrastructureError` when the target cannot take it now; whatever the target throws for a file that it can never run.
   */
  prepare(variant: TargetVariant, options: { readonly signal?: AbortSignal }): Promise<Deployment>
}

/** One run that is asked for. */
export interface RunRequest {
  readonly inputs: Readonly<Record<string, unknown>>
  /** What the user says, in apps with conversations. */
  readonly query?: string
  /** Files of the message, each in the form of an input of type file. */
  readonly files?: readonly unknown[]
  /** Goes on with the conversation of an earlier run of the same deployment. Default: a new one. */
  readonly conversationId?: string
  /** Who asks, for logs and recordings. */
  readonly caseId: string
  readonly repeat: number
}

export interface RunCall {
  readonly signal: AbortSignal
  /** Called for each event of the run, in order, before the promise of the run settles. */
  readonly onEvent?: (event: RunEvent) => void
}

/** A variant on its target. Any number of runs may go on at the same time. Closing it takes the variant off again. */
export interface Deployment extends AsyncDisposable {
  /**
   * Runs the variant once. A run that the workflow failed is a trace with that status, as are inputs that it refuses.
   *
   * `elapsed_ms` of the trace is the time from sending the request to its last event, taken where events come in.
   *
   * @throws `InfrastructureError` for everything that is not the fault of the workflow; with class `cancelled` when the signal
   *   aborts, and then within 100 ms.
   */
  run(request: RunRequest, call: RunCall): Promise<RunTrace>
  /** Says that a conversation will not go on: until then it is kept. A target that keeps none needs no such method. */
  endConversation?(conversationId: string): Promise<void>
}
