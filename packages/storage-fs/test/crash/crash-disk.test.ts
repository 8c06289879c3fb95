import { mkdirSync, symlinkSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FilePort, FileStat } from '../../src/files/file-port.ts'
import { nodeFilePort } from '../../src/files/node-file-port.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { CrashDisk } from './crash-disk.ts'

const isLong = process.env['AUTOOPT_LONG'] === '1'
const isLinux = process.platform === 'linux'

const name = fc.constantFrom('a', 'b', 'c')
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join(sep))
const text = fc.string({ minLength: 1, maxLength: 9 })
const slot = fc.nat(2)
/** A descriptor that no process has. */
const closed = 999_999

/** One call of the port; descriptors are named by the order in which they were opened. */
const call = fc.oneof(
  { arbitrary: fc.record({ does: fc.constantFrom('makeDirectory', 'create', 'append'), path }), weight: 4 },
  {
    arbitrary: fc.record({ does: fc.constantFrom('removeDirectory', 'unlink', 'list', 'stat', 'open'), path }),
    weight: 4,
  },
  { arbitrary: fc.record({ does: fc.constantFrom('link', 'rename'), path, to: path }), weight: 4 },
  { arbitrary: fc.record({ does: fc.constant('symlink'), path, to: path }), weight: 1 },
  { arbitrary: fc.record({ does: fc.constant('write'), slot, text }), weight: 3 },
  { arbitrary: fc.record({ does: fc.constantFrom('read', 'statOpen', 'close', 'flush'), slot }), weight: 3 },
  { arbitrary: fc.record({ does: fc.constant('flushDirectory'), path }), weight: 1 },
)
type Call = typeof call extends fc.Arbitrary<infer Value> ? Value : never

/** What each file was found to be, by its number. */
type Stamps = Map<number, FileStat>

/** A port, the folder in which it is used, and what only a test does to it. */
interface Subject {
  readonly files: FilePort
  readonly folder: string
  readonly symlink: (target: string, path: string) => void
}

describe.runIf(isLinux)('the crash disk', () => {
  test('behaves as the files of this machine', async () => {
    const folder = await temporaryFolder()
    const observe = hasFineStamps(folder) ? changedStamps : () => []
    let runs = 0
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 40, size: 'max' }), async (calls) => {
        const real = { files: nodeFilePort, folder: join(folder, String((runs += 1))), symlink: symlinkSync }
        mkdirSync(real.folder)
        const disk = crashSubject()
        expect(await play(calls, disk, observe)).toEqual(await play(calls, real, observe))
      }),
      { numRuns: isLong ? 5000 : 300 },
    )
  })

  test('names a loop of symbolic links', () => {
    const disk = new CrashDisk()
    disk.symlink('/b', '/a')
    disk.symlink('/a', '/b')
    expect(() => disk.create('/a/file')).toThrow(expect.objectContaining({ code: 'ELOOP', syscall: 'open' }))
  })

  test('gives the number of a file that is gone to the next one', () => {
    const disk = new CrashDisk()
    disk.makeDirectory('/a')
    const ino = disk.stat('/a')?.ino
    disk.removeDirectory('/a')
    disk.makeDirectory('/b')
    expect(disk.stat('/b')?.ino).toBe(ino)
  })

  test('stamps what happens within a few milliseconds alike', () => {
    const disk = new CrashDisk()
    disk.makeDirectory('/a')
    disk.makeDirectory('/b')
    expect(disk.stat('/b')?.mtimeMs).toBe(disk.stat('/a')?.mtimeMs)
  })

  test('takes no more bytes at a time than it is told to', () => {
    const disk = new CrashDisk({ maxWriteBytes: 3 })
    expect(disk.write(disk.create('/a'), Buffer.from('abcde'), 1)).toBe(3)
  })
})

function crashSubject(): Subject {
  const files = new CrashDisk({ stampMs: 0.25 })
  files.makeDirectory('/home')
  return { files, folder: '/home', symlink: (target, link) => files.symlink(target, link) }
}

/** @returns what each call gave, in words that do not depend on the machine, and what is there at the end. */
async function play(calls: readonly Call[], subject: Subject, observe: typeof changedStamps): Promise<unknown[]> {
  const descriptors: number[] = []
  const results: unknown[] = []
  try {
    const stamps: Stamps = new Map()
    for (const step of calls) {
      const result = await outcome(subject, () => perform(step, subject, descriptors))
      results.push([step.does, result, observe(subject, stamps)])
    }
    results.push(describeTree(subject, subject.folder))
  } finally {
    for (const descriptor of descriptors) await outcome(subject, () => subject.files.close(descriptor))
  }
  return results
}

async function outcome({ folder }: Subject, run: () => unknown): Promise<unknown> {
  try {
    return await run()
  } catch (error) {
    const { code, errno, syscall, path: where, dest, message } = error as NodeJS.ErrnoException & { dest?: string }
    const shorten = (value: string | undefined) => value?.replaceAll(folder, '')
    return { code, errno, syscall, path: shorten(where), dest: shorten(dest), message: shorten(message) }
  }
}

function perform(step: Call, { files, folder, symlink }: Subject, descriptors: number[]): unknown {
  const at = 'path' in step ? join(folder, step.path) : ''
  const to = 'to' in step ? join(folder, step.to) : ''
  const index = 'slot' in step ? descriptors.length - 1 - step.slot : -1
  const descriptor = descriptors[index] ?? closed
  switch (step.does) {
    case 'create':
    case 'append':
    case 'open':
      descriptors.push(files[step.does](at))
      return 'opened'
    case 'makeDirectory':
    case 'removeDirectory':
    case 'unlink':
    case 'flushDirectory':
      return files[step.does](at)
    case 'list':
      return files.list(at).toSorted()
    case 'stat':
      return describeStat(files.stat(at))
    case 'link':
    case 'rename':
      return files[step.does](at, to)
    case 'symlink':
      return symlink(to, at)
    case 'statOpen':
      return describeStat(files.statOpen(descriptor))
    case 'close':
      // The machine gives the same number to the next file, perhaps one that is not ours.
      if (index >= 0) descriptors[index] = closed
      return files.close(descriptor)
    case 'flush':
      return files.flush(descriptor)
    case 'read':
      return readSome(files, descriptor)
    case 'write':
      return files.write(descriptor, Buffer.from(step.text), 0)
  }
}

function readSome(files: FilePort, descriptor: number): string {
  const buffer = Buffer.alloc(5)
  return buffer.toString('utf8', 0, files.read(descriptor, buffer, 1, 4) + 1)
}

/** Linux from 6.13 on gives a file a stamp of its own when somebody looked at it since the last change. */
function hasFineStamps(folder: string): boolean {
  const stamps = Array.from('abcdefgh', (entry) => {
    mkdirSync(join(folder, entry))
    return nodeFilePort.stat(folder)?.mtimeMs
  })
  return new Set(stamps).size === stamps.length
}

/** @returns where the stamps are others than after the last call; those of a file that is new are. */
function changedStamps(subject: Subject, stamps: Stamps, at = subject.folder, seen: Stamps = new Map()): string[] {
  const { files, folder } = subject
  const stat = files.stat(at)
  if (stat === undefined) return []
  const last = stamps.get(stat.ino)
  seen.set(stat.ino, stat)
  const changes = (['mtimeMs', 'ctimeMs'] as const).filter((stamp) => stat[stamp] !== last?.[stamp])
  const entries = stat.isDirectory() ? files.list(at).toSorted() : []
  const below = entries.flatMap((entry) => changedStamps(subject, stamps, join(at, entry), seen))
  if (at === folder) replaceAll(stamps, seen)
  return changes.length > 0 ? [`${relative(folder, at)} ${changes.join(' ')}`, ...below] : below
}

function replaceAll<Key, Value>(map: Map<Key, Value>, by: ReadonlyMap<Key, Value>): void {
  map.clear()
  for (const [key, value] of by) map.set(key, value)
}

function describeStat(stat: FileStat | undefined): unknown {
  if (stat === undefined) return undefined
  const { nlink, size, mode, uid } = stat
  // A directory has the size that its file system likes; a symbolic link has that of the path in it.
  return { nlink, mode, uid, kind: [stat.isFile(), stat.isDirectory()], ...(stat.isFile() && { size }) }
}

function describeTree(subject: Subject, folder: string): unknown {
  const { files } = subject
  const names = files.list(folder).toSorted()
  return names.map((entry) => {
    const at = join(folder, entry)
    const stat = files.stat(at)
    if (stat?.isDirectory()) return [entry, describeStat(stat), describeTree(subject, at)]
    return [entry, describeStat(stat), stat?.isFile() ? content(files, at) : undefined]
  })
}

function content(files: FilePort, at: string): string {
  const descriptor = files.open(at)
  const buffer = Buffer.alloc(1000)
  const length = files.read(descriptor, buffer, 0, buffer.length)
  files.close(descriptor)
  return buffer.toString('utf8', 0, length)
}
