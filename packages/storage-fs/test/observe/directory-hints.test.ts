import { mkdir, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { nodeFilePort } from '../../src/files/node-file-port.ts'
import { DirectoryHints, type DirectoryHintsOptions } from '../../src/observe/directory-hints.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const never = new AbortController().signal

async function open(options: Partial<DirectoryHintsOptions> = {}) {
  const folder = await temporaryFolder()
  const paths = ['a', 'b', 'c'].map((name) => join(folder, name)) as [string, string, string]
  for (const path of paths) await mkdir(path)
  const hints = new DirectoryHints({ files: nodeFilePort, canWatch: true, maxWatched: 10, ...options })
  onTestFinished(() => hints.close())
  return { folder, paths, hints }
}

test('a change is hinted at by its path', async () => {
  const { hints, paths } = await open()
  for (const path of paths) expect(hints.watch(path)).toBe(true)
  await writeFile(join(paths[1], 'new'), '')

  expect(await hints.next(10_000, never)).toContain(join(paths[1], 'new'))
  expect(hints.isComplete).toBe(true)
})

test('hints that come before anybody waits are kept, and given once', async () => {
  const { hints, paths } = await open()
  hints.add(paths[0])
  hints.add(paths[2])

  expect(await hints.next(10_000, never)).toEqual(new Set([paths[0], paths[2]]))
  expect(await hints.next(1, never)).toEqual(new Set())
})

test('waiting ends with the signal', async () => {
  const { hints } = await open()
  const controller = new AbortController()
  const waiting = hints.next(60_000, controller.signal)
  controller.abort()

  expect(await waiting).toEqual(new Set())
  expect(await hints.next(60_000, controller.signal)).toEqual(new Set())
})

test('beyond its limit nothing is watched, and that is said, until there is room again', async () => {
  const { hints, paths } = await open({ maxWatched: 2 })
  for (const path of paths) hints.watch(path)
  expect(hints.isComplete).toBe(false)

  await rmdir(paths[0])
  expect(hints.watch(paths[0])).toBe(false)
  expect(hints.watch(paths[2])).toBe(true)
  expect(hints.isComplete).toBe(true)
})

test('where watching does not help, or fails, nothing is taken for watched', async () => {
  const { hints, paths } = await open({ canWatch: false })
  expect(hints.watch(paths[0])).toBe(true)
  expect(hints.isComplete).toBe(false)

  const stat = nodeFilePort.stat(paths[0])
  const failing = await open({ files: { ...nodeFilePort, stat: () => stat } })
  expect(failing.hints.watch(join(failing.folder, 'gone'))).toBe(true)
  expect(failing.hints.isComplete).toBe(false)
})

test('a directory that came in the place of another is watched anew', async () => {
  const { folder, hints, paths } = await open()
  hints.watch(paths[0])
  await rename(paths[0], join(folder, 'moved'))
  await mkdir(paths[0])
  hints.watch(paths[0])
  await hints.next(10, never)
  await writeFile(join(paths[0], 'new'), '')

  expect(await hints.next(10_000, never)).toContain(join(paths[0], 'new'))
  await rm(join(paths[0], 'new'))
})
