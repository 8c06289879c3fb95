import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test, vi } from 'vitest'
import { FileJournal } from '../../src/campaign/journal/file-journal.ts'

const program = fileURLToPath(new URL('hold-journal.ts', import.meta.url))

async function freshPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'journal-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return join(folder, 'journal.jsonl')
}

interface Opener {
  readonly child: ChildProcessByStdio<Writable, Readable, null>
  readonly said: string
}

/** Starts a process that opens the journal, and waits for what it says. */
async function openElsewhere(path: string): Promise<Opener> {
  const child = spawn(process.execPath, ['--conditions=@autoopt/source', program, path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [said] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { child, said }
}

async function end({ child }: Opener, how: 'quietly' | 'killed'): Promise<void> {
  const exited = once(child, 'exit')
  if (how === 'killed') child.kill('SIGKILL')
  else child.stdin.end()
  await exited
}

async function keysIn(path: string): Promise<string[]> {
  await using journal = await FileJournal.open(path)
  const keys: string[] = []
  for await (const record of journal.read()) if (record.kind === 'decision') keys.push(record.key)
  return keys
}

test('a second process is told which one has the journal, and gets it when that one is done', async () => {
  const path = await freshPath()
  const first = await openElsewhere(path)
  const second = await openElsewhere(path)
  expect(first.said).toBe('held')
  expect(second.said).toMatch(`OPT-JOURNAL-003 The journal ${path} is being written by process ${first.child.pid} on `)
  await end(first, 'quietly')
  const third = await openElsewhere(path)
  expect(third.said).toBe('held')
  await end(third, 'quietly')
  expect(await keysIn(path)).toEqual([first, third].map(({ child }) => `process ${child.pid}`))
}, 60_000)

test('of many that want the journal of a killed process, one gets it at once', async () => {
  const path = await freshPath()
  await end(await openElsewhere(path), 'killed')
  const openers = await Promise.all(Array.from({ length: 6 }, async () => openElsewhere(path)))
  const holders = openers.filter(({ said }) => said === 'held')
  expect(holders.length).toBe(1)
  const pid = holders[0]?.child.pid
  expect(openers.filter(({ said }) => said.includes(`is being written by process ${pid} on`)).length).toBe(5)
  await Promise.all(holders.map(async (holder) => end(holder, 'killed')))
}, 60_000)

test('one process cannot open a journal twice at a time', async () => {
  const path = await freshPath()
  {
    await using journal = await FileJournal.open(path)
    await expect(FileJournal.open(path)).rejects.toMatchObject({
      code: 'OPT-JOURNAL-003',
      context: { pid: process.pid },
    })
    await journal.append({ kind: 'decision', key: 'first', value: true, elapsed_ms: 0 })
  }
  expect(await keysIn(path)).toEqual(['first'])
})

test('whoever has lost the lock writes nothing more', async () => {
  const path = await freshPath()
  await using journal = await FileJournal.open(path)
  const append = async (): Promise<void> => journal.append({ kind: 'decision', key: 'a', value: true, elapsed_ms: 1 })
  await append()
  await rm(`${path}.lock`, { recursive: true })
  await vi.waitFor(async () => expect(append()).rejects.toMatchObject({ code: 'OPT-JOURNAL-004' }), { timeout: 30_000 })
}, 60_000)
