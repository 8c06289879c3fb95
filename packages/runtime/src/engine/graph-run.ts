/**
 * Runs the graph that one node leads to.
 *
 * - A node is ready when each edge to it was taken or skipped, and at least one was taken; when all were skipped, so is the node.
 * - A node that branches takes the edges of one handle and skips the others; any other node takes all of its edges.
 * - The first failure that no strategy catches ends the graph; the nodes that still run are aborted and tell no more.
 */
import type { GraphPlan, PlannedNode } from '../app/plan-graph.ts'
import type { RoundResult } from '../nodes/node-runner.ts'
import type { VariablePool } from '../variables/variable-pool.ts'
import type { Value } from '../values/value.ts'
import { AnswerStream } from './answer-stream.ts'
import { checkSteps } from './check-steps.ts'
import { GraphOutputs } from './graph-outputs.ts'
import type { NodeEnd } from './run-node.ts'
import { runNode } from './run-node.ts'
import type { RunState } from './run-state.ts'
import { UsageSum } from './usage-sum.ts'

/** Where a graph stands when it is the inside of a container. */
export interface RoundScope {
  readonly kind: 'iteration' | 'loop'
  readonly containerId: string
  readonly index: number
}

export interface GraphRunOptions {
  readonly variables: VariablePool
  readonly signal: AbortSignal
  /** Absent for the graph of the whole run. */
  readonly scope?: RoundScope
}

/** One run of one graph. */
export class GraphRun {
  readonly state: RunState
  readonly plan: GraphPlan
  readonly variables: VariablePool
  readonly scope: RoundScope | undefined
  readonly stream: AnswerStream
  readonly usage = new UsageSum()
  /** Failures that were caught, in the way that each version counts them. */
  exceptions = 0
  readonly #outputs: GraphOutputs
  readonly #controller = new AbortController()
  readonly #outerSignal: AbortSignal
  readonly #unresolved = new Map<string, number>()
  readonly #reached = new Map<string, string>()
  readonly #ready: string[] = []
  #running = 0
  #ended = false
  #reachedEnd = false
  #resolve: () => void = () => undefined
  #reject: (error: unknown) => void = () => undefined

  constructor(state: RunState, plan: GraphPlan, { variables, signal, scope }: GraphRunOptions) {
    this.state = state
    this.plan = plan
    this.variables = variables
    this.scope = scope
    this.stream = new AnswerStream(this)
    this.#outputs = new GraphOutputs(state.dify)
    this.#outerSignal = signal
  }

  /** Aborts with this graph or with what holds it. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Whether a node has run, been skipped, or still may run. */
  get isEnded(): boolean {
    return this.#ended
  }

  /** What the response nodes gave; `undefined` when none ran. */
  get outputs(): Readonly<Record<string, Value>> | undefined {
    return this.#outputs.values
  }

  /**
   * Runs to the end.
   *
   * @throws the error of the node that failed, or the reason of the signal.
   */
  async run(): Promise<RoundResult> {
    this.#outerSignal.throwIfAborted()
    const abort = (): void => this.#end(this.#outerSignal.reason)
    this.#outerSignal.addEventListener('abort', abort, { once: true })
    try {
      await new Promise<void>((resolve, reject) => {
        this.#resolve = resolve
        this.#reject = reject
        this.#ready.push(this.plan.rootId)
        this.#startReady()
      })
    } finally {
      this.#outerSignal.removeEventListener('abort', abort)
    }
    return { reachedEnd: this.#reachedEnd, usage: this.usage.total }
  }

  /** Runs the graph inside a container, which ends when this graph does. */
  async runRound(plan: GraphPlan, options: Pick<GraphRunOptions, 'variables' | 'scope'>): Promise<RoundResult> {
    const result = await new GraphRun(this.state, plan, { ...options, signal: this.signal }).run()
    this.usage.add(result.usage)
    return result
  }

  #startReady(): void {
    if (this.#ended) return
    while (this.#ready.length > 0 && this.#running < this.state.services.limits.maxParallelNodes) {
      const planned = this.plan.nodes.get(this.#ready.shift() ?? '')
      if (planned !== undefined) this.#start(planned)
    }
    if (this.#running > 0) return
    this.#ended = true
    this.#resolve()
  }

  #start(planned: PlannedNode): void {
    this.#running += 1
    const predecessor = this.#reached.get(planned.node.id)
    void this.#runNode(planned, predecessor)
  }

  async #runNode(planned: PlannedNode, predecessor: string | undefined): Promise<void> {
    try {
      await runNode(planned, { graph: this, predecessor, onDone: (end) => this.#advance(planned, end) })
    } catch (error) {
      this.#end(error)
    }
    this.#running -= 1
    this.#startReady()
  }

  #end(error: unknown): void {
    if (this.#ended) return
    this.#ended = true
    this.#controller.abort(error)
    this.#reject(error)
  }

  /** Stores what a node gave and finds what may run next. */
  #advance({ node, outgoing }: PlannedNode, { outputs, handle, usage }: NodeEnd): void {
    if (this.scope === undefined) checkSteps(this.state)
    this.variables.setAll(node.id, outputs)
    if (usage !== undefined) this.usage.add(usage)
    if (node.type === 'loop-end') this.#reachedEnd = true
    this.#outputs.add(node, outputs)
    this.stream.close(node.id)
    for (const edge of outgoing) {
      if (handle === undefined || edge.handle === handle || this.#isOldSuccess(edge.handle, handle))
        this.#take(edge.target, node.id, edge.index)
      else this.#skip(edge.target)
    }
    this.stream.flush()
  }

  /** The success edge of a node with a fail branch had two names in 0.15. */
  #isOldSuccess(edgeHandle: string, handle: string): boolean {
    return this.state.dify === '0.15' && handle === 'source' && edgeHandle === 'success-branch'
  }

  #take(target: string, source: string, edge: number): void {
    this.#reached.set(target, source)
    this.stream.take(edge)
    if (this.#resolveEdge(target)) this.#ready.push(target)
  }

  #skip(target: string): void {
    const skipped = [target]
    for (const id of skipped) {
      if (!this.#resolveEdge(id)) continue
      if (this.#reached.has(id)) {
        this.#ready.push(id)
        continue
      }
      this.stream.skip(id)
      for (const edge of this.plan.nodes.get(id)?.outgoing ?? []) skipped.push(edge.target)
    }
  }

  /** @returns whether this was the last edge to the node that was open. */
  #resolveEdge(id: string): boolean {
    const open = (this.#unresolved.get(id) ?? this.plan.nodes.get(id)?.incoming ?? 0) - 1
    this.#unresolved.set(id, open)
    return open === 0
  }
}
