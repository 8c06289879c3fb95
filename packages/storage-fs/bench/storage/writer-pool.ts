import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { WriterJob, WriterMessage, WriterReport } from './writer-job.ts'

/** Processes that save into one store at once; see `writer-process.ts`. */
export class WriterPool {
  readonly #children: readonly ChildProcess[]

  constructor(size: number) {
    const script = fileURLToPath(new URL('writer-process.ts', import.meta.url))
    this.#children = Array.from({ length: size }, () =>
      fork(script, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }),
    )
  }

  /** Has the first so many processes open the store, one before the others, and all start together once each of them has. */
  async run(writers: number, job: Omit<WriterJob, 'writer'>): Promise<WriterReport[]> {
    const children = this.#children.slice(0, writers)
    const open = async (child: ChildProcess, writer: number) => {
      const opened = nextMessage(child)
      child.send({ ...job, writer })
      const message = await opened
      if (message.kind === 'failed') throw new Error(message.message)
    }
    const [first, ...others] = children
    if (first !== undefined) await open(first, 0)
    await Promise.all(others.map((child, index) => open(child, index + 1)))
    const done = children.map((child) => nextMessage(child))
    for (const child of children) child.send('go')
    return (await Promise.all(done)).map((message) => {
      if (message.kind === 'done') return message.report
      throw new Error(message.kind === 'failed' ? message.message : 'A writer is out of step')
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      this.#children.map(async (child) => {
        const closed = child.exitCode === null ? once(child, 'exit') : undefined
        if (child.connected) child.disconnect()
        await closed
      }),
    )
  }
}

async function nextMessage(child: ChildProcess): Promise<WriterMessage> {
  const stop = new AbortController()
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(patienceMs)])
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new Error('A writer ended early')
  })
  try {
    const [message] = (await Promise.race([once(child, 'message', { signal }), ended])) as [WriterMessage]
    return message
  } finally {
    ended.catch(() => undefined)
    stop.abort()
  }
}

/** A round takes seconds; what takes longer waits for a lock that nobody will release. */
const patienceMs = 180_000
