import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Context } from './context.ts'
import type { Group } from './groups.ts'
import type { Row } from './row.ts'

/**
 * Measures a group of rows in a process of its own, with a pool of 16 threads to flush with.
 * When the signal aborts, it is killed and the reason thrown.
 * @returns undefined when the process failed; it has said on standard error why.
 */
export async function runGroup({ file }: Group, context: Context, signal: AbortSignal): Promise<Row[] | undefined> {
  const child = fork(fileURLToPath(new URL('group-process.ts', import.meta.url)), [file, JSON.stringify(context)], {
    execArgv: [...process.execArgv, '--expose-gc'],
    env: { ...process.env, UV_THREADPOOL_SIZE: poolSize },
    signal,
    killSignal: 'SIGKILL',
    // What a group prints is not part of the table.
    stdio: ['ignore', process.stderr, process.stderr, 'ipc'],
  })
  let rows: Row[] | undefined
  child.on('message', (message) => {
    rows = message as Row[]
  })
  child.once('error', () => undefined)
  const [code] = (await once(child, 'close')) as [number | null]
  signal.throwIfAborted()
  return code === 0 ? rows : undefined
}

/** Threads of libuv: 16 flushes can wait for the disk at once, where 4 is the default. */
export const poolSize = '16'
