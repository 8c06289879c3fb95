import { randomUUID } from 'node:crypto'
import type { MessageEndEvent, RunEvent } from '@autoopt/trace'
import type { RunnableApp } from '../app/load-app.ts'
import type { Services } from './services.ts'
import type { NodeUsage } from '../nodes/node-runner.ts'
import type { DifyVersion } from '../values/value.ts'
import { UsageSum } from './usage-sum.ts'

/** What all graphs of one run share. */
export class RunState {
  readonly runId: string = randomUUID()
  readonly taskId: string = randomUUID()
  readonly app: RunnableApp
  readonly dify: DifyVersion
  readonly services: Services
  readonly startedAt: number = Date.now()
  readonly usage = new UsageSum()
  /** Node runs so far, retries and nodes of rounds among them. */
  steps = 0
  /** Nodes outside containers that are done. */
  completedSteps = 0
  readonly #send: (event: RunEvent) => void
  readonly #ids: Pick<MessageEndEvent, 'conversation_id' | 'message_id' | 'created_at'>

  constructor(
    app: RunnableApp,
    services: Services,
    options: {
      readonly dify: DifyVersion
      readonly send: (event: RunEvent) => void
      readonly conversationId: string | undefined
    },
  ) {
    this.app = app
    this.services = services
    this.dify = options.dify
    this.#send = options.send
    const { conversationId } = options
    this.#ids =
      app.mode === 'workflow'
        ? {}
        : {
            ...(conversationId === undefined ? {} : { conversation_id: conversationId }),
            message_id: randomUUID(),
            created_at: this.startedAt / 1000,
          }
  }

  /** The id of the answer that this run writes; absent in workflows. */
  get messageId(): string | undefined {
    return this.#ids.message_id
  }

  /** Sends an event, with the ids that all events carry. */
  emit(event: RunEvent): void {
    this.#send({ ...event, task_id: this.taskId, workflow_run_id: this.runId, ...this.#ids })
  }

  addUsage(usage: NodeUsage): void {
    this.usage.add(usage)
  }
}
