/**
 * Streams the texts of response nodes (`answer`, `end`) before these nodes run.
 *
 * - A response node takes its turn once it is certain to run: some path to it has no untaken edge of a branch, of a container, or of
 *   an assigner that writes what the node prints. One node has its turn at a time, in the order in which they became certain.
 * - Its parts go out in order. A literal goes out at once; a variable when it is there, piece by piece if its node streams it;
 *   a variable of a skipped node is left out.
 * - A variable that never comes stops its node, and with it all that wait for their turn.
 */
import type { GraphPlan, PlannedEdge } from '../app/plan-graph.ts'
import { listOf, recordOf, selectorOf, textOf } from '../app/untyped.ts'
import type { RuntimeNode } from '../nodes/node-runner.ts'
import { renderMarkdown } from '../values/render-value.ts'
import { parseTemplate } from '../variables/render-template.ts'
import type { TemplatePart } from '../variables/render-template.ts'
import type { GraphRun } from './graph-run.ts'

interface Response {
  readonly node: RuntimeNode
  readonly parts: readonly TemplatePart[]
}

interface Session extends Response {
  next: number
}

interface TextStream {
  readonly pieces: string[]
  isClosed: boolean
}

/** The text that a graph says while it runs. */
export class AnswerStream {
  readonly #graph: GraphRun
  readonly #waiting: Session[]
  readonly #turns: Session[] = []
  readonly #streams = new Map<string, TextStream>()
  readonly #skipped = new Set<string>()
  readonly #taken = new Set<number>()
  readonly #blocking: ReadonlySet<number>
  #isFresh = true

  constructor(graph: GraphRun) {
    this.#graph = graph
    const { responses, blocking } = responsesOf(graph.plan)
    this.#waiting = responses.map(({ node, parts }) => ({ node, parts, next: 0 }))
    this.#blocking = blocking
  }

  /** A node says more of one of its outputs. */
  push(nodeId: string, name: string, text: string): void {
    const key = `${nodeId}.${name}`
    const stream = this.#streams.get(key) ?? { pieces: [], isClosed: false }
    this.#streams.set(key, stream)
    stream.pieces.push(text)
    this.flush()
  }

  /** A node has said everything. */
  close(nodeId: string): void {
    for (const [key, stream] of this.#streams) if (key.startsWith(`${nodeId}.`)) stream.isClosed = true
  }

  /** An edge was taken. */
  take(edge: number): void {
    if (this.#waiting.length === 0) return
    this.#taken.add(edge)
    if (this.#isFresh || this.#blocking.has(edge)) this.#giveTurns()
    this.#isFresh = false
  }

  /** A node will not run. */
  skip(nodeId: string): void {
    this.#skipped.add(nodeId)
  }

  /** Sends what can be sent. */
  flush(): void {
    for (let [session] = this.#turns; session !== undefined; [session] = this.#turns) {
      while (session.next < session.parts.length && this.#send(session)) session.next += 1
      if (session.next < session.parts.length) return
      this.#turns.shift()
    }
  }

  #giveTurns(): void {
    const certain = this.#findCertain()
    for (const session of this.#waiting.filter(({ node }) => certain.has(node.id))) {
      this.#waiting.splice(this.#waiting.indexOf(session), 1)
      this.#turns.push(session)
    }
  }

  #findCertain(): ReadonlySet<string> {
    const { plan } = this.#graph
    const certain = new Set([plan.rootId])
    for (const id of certain) {
      for (const { index, target } of plan.nodes.get(id)?.outgoing ?? []) {
        if (!this.#blocking.has(index) || this.#taken.has(index)) certain.add(target)
      }
    }
    return certain
  }

  /** @returns whether the next part is complete. */
  #send({ node, parts, next }: Session): boolean {
    const part = parts[next] ?? ''
    if (typeof part === 'string') {
      this.#emit(part, [node.id, 'answer'])
      return true
    }
    if (this.#skipped.has(part[0] ?? '')) return true
    const stream = this.#streams.get(part.join('.'))
    for (const piece of stream?.pieces.splice(0) ?? []) this.#emit(piece, part)
    if (stream?.isClosed === true) return true
    const value = this.#graph.variables.get(part)
    if (value === undefined) return false
    this.#emit(renderMarkdown(value, this.#graph.state.dify), part)
    return true
  }

  #emit(text: string, selector: readonly string[]): void {
    const { state } = this.#graph
    const { messageId, taskId: task_id } = state
    if (messageId === undefined) {
      state.emit({ event: 'text_chunk', task_id, data: { text, from_variable_selector: selector } })
    } else {
      state.emit({ event: 'message', task_id, id: messageId, answer: text, from_variable_selector: selector })
    }
  }
}

interface Responses {
  readonly responses: readonly Response[]
  readonly blocking: ReadonlySet<number>
}

const known = new WeakMap<GraphPlan, Responses>()

/** What does not change from run to run, and not from round to round. */
function responsesOf(plan: GraphPlan): Responses {
  const found = known.get(plan)
  if (found !== undefined) return found
  const responses = [...plan.nodes.values()].flatMap(({ node }) => {
    const parts = partsOf(node)
    return parts === undefined ? [] : [{ node, parts }]
  })
  const result = { responses, blocking: findBlockingEdges(plan, responses) }
  known.set(plan, result)
  return result
}

function partsOf({ type, data }: RuntimeNode): TemplatePart[] | undefined {
  if (type === 'answer') return parseTemplate(textOf(data['answer']) ?? '')
  if (type !== 'end') return undefined
  const selectors = listOf(data['outputs']).map((output) => selectorOf(recordOf(output)['value_selector']))
  return selectors.flatMap((selector, index) => (index === 0 ? [selector] : ['\n', selector]))
}

function findBlockingEdges(plan: GraphPlan, responses: readonly Response[]): ReadonlySet<number> {
  if (responses.length === 0) return new Set()
  const printed = new Set(responses.flatMap(({ parts }) => parts.filter((part) => typeof part !== 'string').map(keyOf)))
  const edges: PlannedEdge[] = []
  for (const { node, outgoing } of plan.nodes.values()) if (isBlocking(node, printed)) edges.push(...outgoing)
  return new Set(edges.map(({ index }) => index))
}

function isBlocking({ type, data }: RuntimeNode, printed: ReadonlySet<string>): boolean {
  if (blockingTypes.has(type) || data['error_strategy'] === 'fail-branch') return true
  if (type !== 'assigner') return false
  const written = [
    data['assigned_variable_selector'],
    ...listOf(data['items']).map((item) => recordOf(item)['variable_selector']),
  ]
  return written.some((selector) => printed.has(keyOf(selectorOf(selector))))
}

const blockingTypes: ReadonlySet<string> = new Set([
  'if-else',
  'question-classifier',
  'human-input',
  'iteration',
  'loop',
])

function keyOf(selector: readonly string[]): string {
  return selector.slice(0, 2).join('.')
}
