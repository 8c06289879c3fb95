import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { LabelledVersionError, VersionNotFoundError } from '@autoopt/storage-core'
import { sampleVersion, sampleVersionWithText } from '@autoopt/storage-core/testing'
import { describe, expect, test } from 'vitest'
import { nodeFilePort } from '../../src/files/node-file-port.ts'
import { type FilePort, FileSystemStorage } from '../../src/index.ts'
import { startWriter } from '../processes/start-writer.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const id = 'wf_001_llm_1_system'

async function openWith(count: number): Promise<FileSystemStorage> {
  const storage = new FileSystemStorage({ storageDir: join(await temporaryFolder(), 'store') })
  await storage.saveMany(Array.from({ length: count }, (_, minor) => sampleVersion({ version: `1.${minor}.0` })))
  return storage
}

/** Runs `label-racer.ts` for each of the actions at the same time. @returns what each printed. */
async function race(storageDir: string, actions: readonly string[], count: number): Promise<string[][]> {
  const racers = await Promise.all(
    actions.map(async (action) => startWriter(storageDir, action, count, { program: '../labels/label-racer.ts' })),
  )
  for (const racer of racers) racer.go()
  expect(await Promise.all(racers.map(async (racer) => racer.untilClosed()))).toEqual(racers.map(() => 0))
  return racers.map(({ saved }) => saved)
}

test('processes that each move a label from where they found it lose no move and make none twice', async () => {
  const storage = await openWith(2)
  const moves = (await race(storage.storageDir, ['count', 'count', 'count'], 25)).flat().map(Number)

  const history = await storage.labelHistory(id, 'counter')
  const everyNumber = Array.from({ length: 75 }, (_, index) => index + 1)
  expect(moves.toSorted((left, right) => left - right)).toEqual(everyNumber)
  expect(history.map(({ revision }) => revision)).toEqual(everyNumber)
  expect(history.map(({ version }) => version)).toEqual(everyNumber.map((number) => `1.${1 - (number % 2)}.0`))
})

test('of a label that is moved to a version and the deletion of it by another process, one fails or both', async () => {
  const count = 120
  const storage = await openWith(count)
  const [labelled = [], deleted = []] = await race(storage.storageDir, ['label', 'delete'], count)

  for (let number = 0; number < count; number += 1) {
    const version = `1.${number}.0`
    const [isLabelled, isDeleted] = [labelled.includes(version), deleted.includes(version)]
    expect({ version, both: isLabelled && isDeleted }).toEqual({ version, both: false })
    expect(await storage.getLabel(id, `l${number}`)).toBe(isLabelled ? version : undefined)
    expect((await storage.getVersion(id, version)) === undefined).toBe(isDeleted)
  }
})

describe('between two steps', () => {
  /** A store whose label `production` is at 1.1.0, and the same store as somebody sees it who acts before a step. */
  async function openInterrupted() {
    const storage = await openWith(3)
    await storage.setLabel(id, 'production', '1.1.0')
    const { storageDir } = storage
    const before: { link: (from: string, to: string) => void; rename: (from: string) => void } = {
      link: () => {},
      rename: () => {},
    }
    const files: FilePort = {
      ...nodeFilePort,
      link(from, to) {
        before.link(from, to)
        nodeFilePort.link(from, to)
      },
      rename(from, to) {
        before.rename(from)
        nodeFilePort.rename(from, to)
      },
    }
    const interrupted = new FileSystemStorage({ storageDir, files })
    const path = (...names: string[]): string => join(storageDir, id, ...names)
    return { storage, interrupted, before, path }
  }

  test('a version that is deleted while a label moves there sends the label back', async () => {
    const { storage, interrupted, before, path } = await openInterrupted()
    before.link = (_, to) => {
      if (to === path('.labels', 'production', '2.json')) rmSync(path('1.2.0.json'))
    }

    await expect(interrupted.setLabel(id, 'production', '1.2.0')).rejects.toThrow(VersionNotFoundError)
    expect((await storage.labelHistory(id, 'production')).map(({ version }) => version)).toEqual([
      '1.1.0',
      '1.2.0',
      '1.1.0',
    ])
  })

  test('a label whose versions are all deleted while it moves points at nothing', async () => {
    const { storage, interrupted, before, path } = await openInterrupted()
    before.link = (_, to) => {
      if (!to.endsWith('2.json')) return
      rmSync(path('1.1.0.json'))
      rmSync(path('1.2.0.json'))
    }

    await expect(interrupted.setLabel(id, 'production', '1.2.0')).rejects.toThrow(VersionNotFoundError)
    expect(await storage.labelsOf(id)).toEqual({})
    expect((await storage.labelHistory(id, 'production')).at(-1)).toMatchObject({ revision: 3, version: null })
  })

  test('a label that others moved on is not sent back', async () => {
    const { storage, interrupted, before, path } = await openInterrupted()
    before.link = (_, to) => {
      if (to !== path('.labels', 'production', '2.json')) return
      rmSync(path('1.2.0.json'))
      const revision = { revision: 3, version: '1.0.0', set_at: '2026-01-02T03:04:05Z' }
      writeFileSync(path('.labels', 'production', '3.json'), JSON.stringify(revision))
    }

    await expect(interrupted.setLabel(id, 'production', '1.2.0')).rejects.toThrow(VersionNotFoundError)
    expect(await storage.getLabel(id, 'production')).toBe('1.0.0')
    expect(await storage.labelHistory(id, 'production')).toHaveLength(3)
  })

  test('a store that is cleared while a label moves keeps no revision without those before', async () => {
    const { storage, interrupted, before, path } = await openInterrupted()
    before.link = (_, to) => {
      if (!to.endsWith('2.json')) return
      before.link = () => {}
      renameSync(path(), path('..', '.cleared'))
      mkdirSync(path('.labels', 'production'), { recursive: true })
    }

    await expect(interrupted.setLabel(id, 'production', '1.2.0')).rejects.toThrow(VersionNotFoundError)
    expect(await readdir(path('.labels', 'production'))).toEqual([])
    await storage.saveVersion(sampleVersion())
    expect(await storage.setLabel(id, 'production', '1.0.0', { expected: null })).toMatchObject({ revision: 1 })
  })

  test('a label that is set while its version is deleted brings the version back', async () => {
    const { storage, interrupted, before, path } = await openInterrupted()
    before.rename = (from) => {
      if (from !== path('1.2.0.json')) return
      const revision = { revision: 2, version: '1.2.0', set_at: '2026-01-02T03:04:05Z' }
      writeFileSync(path('.labels', 'production', '2.json'), JSON.stringify(revision))
    }
    const record = await storage.getVersion(id, '1.2.0')

    await expect(interrupted.deleteVersion(id, '1.2.0')).rejects.toThrow(LabelledVersionError)
    for (const same of [storage, interrupted]) expect(await same.getByLabel(id, 'production')).toEqual(record)
    expect(await readdir(path('..', '.trash', id))).toEqual([])
    expect(await interrupted.deleteVersion(id, '1.0.0')).toBe(true)
  })

  test('a version that comes back does not replace one that was saved under its number', async () => {
    const { storage, interrupted, before, path } = await openInterrupted()
    before.rename = (from) => {
      if (from !== path('1.2.0.json')) return
      const revision = { revision: 2, version: '1.2.0', set_at: '2026-01-02T03:04:05Z' }
      writeFileSync(path('.labels', 'production', '2.json'), JSON.stringify(revision))
    }
    const other = sampleVersionWithText('another', { version: '1.2.0' })
    before.link = (_, to) => {
      if (to === path('1.2.0.json')) writeFileSync(to, JSON.stringify(other))
    }

    await expect(interrupted.deleteVersion(id, '1.2.0')).rejects.toThrow(LabelledVersionError)
    for (const same of [storage, interrupted]) expect(await same.getByLabel(id, 'production')).toEqual(other)
    expect(await readdir(path('..', '.trash', id))).toHaveLength(1)
  })
})
