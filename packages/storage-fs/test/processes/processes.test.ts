import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { sampleVersion } from '@autoopt/storage-core/testing'
import { expect, test } from 'vitest'
import { FileSystemStorage } from '../../src/index.ts'
import { startWriter } from './start-writer.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const id = 'wf_001_llm_1_system'

test('of eight processes that save the same versions exactly one wins each, and its content is what stays', async () => {
  const storageDir = join(await temporaryFolder(), 'store')
  const names = Array.from({ length: 8 }, (_, index) => `writer ${index}`)
  const writers = await Promise.all(names.map(async (name) => startWriter(storageDir, name, 40)))
  for (const writer of writers) writer.go()

  expect(await Promise.all(writers.map(async (writer) => writer.untilClosed()))).toEqual(names.map(() => 0))
  const wins = writers.flatMap(({ saved }, index) => saved.map((version) => ({ version, name: names[index] })))
  const records = await new FileSystemStorage({ storageDir }).listVersions(id)
  const kept = records.map(({ version, prompt }) => ({ version, name: prompt.text.slice(0, 'writer 0'.length) }))
  expect(kept).toHaveLength(40)
  expect(wins).toHaveLength(40)
  expect(new Set(wins.map((win) => JSON.stringify(win)))).toEqual(new Set(kept.map((win) => JSON.stringify(win))))
  expect(new Set(wins.map(({ name }) => name)).size).toBeGreaterThan(1)
  expect(await readdir(join(storageDir, '.tmp'))).toEqual([])
})

test.each([0, 1, 2, 3, 5, 8, 13, 21])(
  'a process that is killed after save %i has lost none of its saves and left none half done',
  async (saves) => {
    const storageDir = join(await temporaryFolder(), 'store')
    const storage = new FileSystemStorage({ storageDir })
    const writer = await startWriter(storageDir, 'victim', 1_000)
    writer.go()
    await writer.untilSaved(saves)
    await writer.kill()

    const versions = (await storage.listVersions(id)).map(({ version }) => version)
    expect(versions).toEqual(expect.arrayContaining(writer.saved))
    expect(versions.length - writer.saved.length).toBeLessThanOrEqual(1)
    expect(versions.length).toBeLessThan(1_000)
    await storage.saveVersion(sampleVersion({ version: '2.0.0' }))
    expect((await storage.getLatestVersion(id))?.version).toBe('2.0.0')
  },
)

test('several processes may be killed at once without harm to the one that goes on', async () => {
  const storageDir = join(await temporaryFolder(), 'store')
  const [survivor, ...victims] = await Promise.all(
    ['survivor', 'first', 'second', 'third'].map(async (name) => startWriter(storageDir, name, 100)),
  )
  for (const writer of [survivor, ...victims]) writer?.go()
  await Promise.any([survivor, ...victims].map(async (writer) => writer?.untilSaved(1)))
  await Promise.all(victims.map(async (victim) => victim.kill()))

  expect(await survivor?.untilClosed()).toBe(0)
  expect(await new FileSystemStorage({ storageDir }).listVersions(id)).toHaveLength(100)
})
