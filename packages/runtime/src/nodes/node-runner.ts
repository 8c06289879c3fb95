/**
 * What a type of node is to the engine: one function in one file, and one line in `node-runners.ts`.
 *
 * The engine does everything that is the same for all types: it waits for the edges, starts, times and stops the node, stores the
 * outputs in the pool, retries, follows the error strategy and tells the events. A runner reads its own `data` loosely, for files of
 * all ages, and throws {@link NodeError} for a failure that Dify would report in the same place.
 */
import type { LanguageModelV4 } from '@ai-sdk/provider'
import type { RunEvent } from '@autoopt/trace'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { FileValue } from '../values/file-value.ts'
import type { DifyVersion, Selector, Value, Values } from '../values/value.ts'
import type { VariablePool } from '../variables/variable-pool.ts'

/** A node of the file. */
export interface RuntimeNode {
  readonly id: string
  readonly type: string
  readonly title: string
  /** `data` as the file has it, unchecked. */
  readonly data: Readonly<Record<string, unknown>>
}

/** Runs a node once. Without outputs that differ per call it may be synchronous. */
export type NodeRunner = (node: RuntimeNode, context: NodeContext) => Promise<NodeResult> | NodeResult

/** What a node came to. */
export interface NodeResult {
  /** What the node says it read; default: nothing. */
  readonly inputs?: Values
  /** For model nodes `{model_mode, prompts, usage, finish_reason, model_provider, model_name}`; default: nothing. */
  readonly process_data?: Values
  /** Each becomes the variable `[node id, name]`. */
  readonly outputs?: Values
  /** The branch taken; default `source`. Naming one marks the node as a branch: edges of other handles are skipped. */
  readonly handle?: string
  readonly usage?: NodeUsage
  /** More for `execution_metadata`. */
  readonly metadata?: Values
}

/** What the model calls of a node used. A run sums it up. */
export interface NodeUsage {
  readonly prompt_tokens: number
  readonly completion_tokens: number
  readonly total_tokens: number
  /** A decimal number; absent when nobody knows the price. */
  readonly total_price?: string
  readonly currency?: string
}

/** What a runner may use. */
export interface NodeContext {
  /** Identifies this run of this node, as in the events. */
  readonly executionId: string
  readonly app: AppFacts
  readonly dify: DifyVersion
  readonly variables: VariableReader
  /** Expands `{{#node.name#}}` in a text by the rules of `text` values; unknown variables become bare `node.name`. */
  renderText(template: string): string
  /**
   * As {@link NodeContext.renderText}, but an unknown variable is a failure, as in prompts.
   * @throws {@link NodeError} of type `VariableNotFoundError`.
   */
  renderPrompt(template: string): string
  /** Opens the sandbox when it is first asked for. */
  sandbox(): Promise<Sandbox>
  /** The model that a node asks for. */
  model(settings: ModelSettings): Promise<ResolvedModel>
  /** Earlier turns and own variables of the conversation; absent in apps without conversations. */
  readonly conversation: ConversationReader | undefined
  readonly http: HttpPolicy
  /** Content of a file of the run, remote ones through {@link NodeContext.http}. */
  readFile(file: FileValue): Promise<Uint8Array>
  /** Aborts when the run is stopped, fails elsewhere or has lasted too long. A runner must let go within 100 ms. */
  readonly signal: AbortSignal
  /** Says that text was added to the output `name` of this node, before the node is done. */
  streamText(name: string, delta: string): void
  /** Sends an event that only this type of node has; the engine sends all common ones. */
  emit(event: RunEvent): void
  /** What only containers and nodes that a file of recordings stands for need. */
  readonly engine: EngineAccess
}

export interface AppFacts {
  readonly mode: string
  readonly name: string
  readonly workflow_id: string
  readonly run_id: string
  readonly task_id: string
}

/** Read access to the pool of variables. */
export interface VariableReader {
  /** `undefined` when there is no such variable; `null` when there is one that holds nothing. */
  get(selector: Selector): Value | undefined
}

/** `data.model` of a node, with the settings of the file. */
export interface ModelSettings {
  readonly provider: string
  readonly name: string
  readonly mode: 'chat' | 'completion'
  readonly completion_params: Readonly<Record<string, unknown>>
  /** Who asks. */
  readonly node_id: string
  readonly node_type: string
}

/** A model that can be called, and how. */
export interface ResolvedModel {
  readonly model: LanguageModelV4
  /** What the model can do; default: everything. Decides, for instance, how parameters are extracted. */
  readonly features?: readonly ModelFeature[]
  /** Added to the options of each call: what `completion_params` came to for this endpoint. */
  readonly callOptions?: Readonly<Record<string, unknown>>
  /** Dollars for a call; `undefined` when nobody knows. */
  price?(usage: { readonly prompt_tokens: number; readonly completion_tokens: number }): number | undefined
  /**
   * Dify's name for the failure of a call, such as `InvokeRateLimitError`; `undefined` when it is no failure of the model, but of the
   * set-up: a budget that is used up, a key that is not there. Such a failure ends the run, whatever the workflow does about errors.
   * Default: every failure is one of the model, named by its HTTP status.
   */
  errorType?(error: unknown): string | undefined
}

export type ModelFeature = 'tool-call' | 'multi-tool-call' | 'vision' | 'structured-output' | 'document'

/** Finds the model for a node. It decides what names of providers mean. */
export type ResolveModel = (settings: ModelSettings) => ResolvedModel | Promise<ResolvedModel>

/** What is known of the conversation before this turn. */
export interface ConversationReader {
  readonly id: string
  readonly history: readonly ConversationTurn[]
}

/** A question and its answer. */
export interface ConversationTurn {
  readonly query: string
  readonly answer: string
  readonly files?: readonly FileValue[]
}

/** What a run may reach over the network. */
export interface HttpPolicy {
  /** Private, loopback and link-local addresses; default: none of them. */
  readonly allowPrivateAddresses: boolean
  /** Addresses and networks that may be reached although they are private: `127.0.0.1`, `10.1.0.0/16`, `fd00::/8`. */
  readonly allowedAddresses?: readonly string[]
  /** No request at all: `http-request` nodes give recorded outputs, and remote files cannot be read. Default: false. */
  readonly offline?: boolean
  /** Finds the addresses of a name; default: as the system does. Each is checked, and only a checked one is connected to. */
  readonly resolve?: (hostname: string) => Promise<readonly string[]>
}

/** The ways into the engine that only containers, assigners and recorded nodes need. */
export interface EngineAccess {
  /** The pool itself. What is set here is seen by all nodes that follow. */
  readonly variables: VariablePool
  readonly recordings: RecordedOutputs
  /** Runs the graph inside a container once. */
  runRound(round: Round): Promise<RoundResult>
  /** Sends an event about the rounds of this node. */
  emitContainer(event: ContainerEvent): void
}

/** One turn of an iteration or a loop. */
export interface Round {
  readonly kind: 'iteration' | 'loop'
  /** From 0. */
  readonly index: number
  /** `start_node_id` of the container. */
  readonly rootId: string
  readonly variables: VariablePool
}

/** What a round came to. A round that fails rejects with the {@link NodeError} of its failed node instead. */
export interface RoundResult {
  /** Whether a `loop-end` node ran. */
  readonly reachedEnd: boolean
  readonly usage: NodeUsage
}

/** What only containers tell; the engine adds who and when. */
export type ContainerEvent =
  | { readonly kind: 'started'; readonly inputs: Values; readonly metadata: Values }
  | { readonly kind: 'next'; readonly index: number }

/** Outputs of nodes that were recorded on a server. */
export interface RecordedOutputs {
  /** What a node gave for these inputs; `undefined` when nothing fits. */
  find(nodeId: string, inputs: Values): RecordedOutput | undefined
}

/** What a node gave on a server. */
export interface RecordedOutput {
  readonly outputs: Readonly<Record<string, unknown>>
  /** The branch that was taken. */
  readonly handle?: string
  /** Present when the node failed. */
  readonly error?: string
}
