import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, Readable, Writable } from 'node:stream'
import { VersionConflictError } from '@autoopt/storage-core'
import { sampleVersion, sampleVersionWithText } from '@autoopt/storage-core/testing'
import { describe, expect, test } from 'vitest'
import { ExchangeError, FileSystemStorage } from '../../src/index.ts'
import { filledIds, openFilled } from '../fill-store.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const [id = '', other = ''] = filledIds

async function openEmpty(): Promise<FileSystemStorage> {
  return new FileSystemStorage({ storageDir: join(await temporaryFolder(), 'target') })
}

/** The lines of an export with a label in it. */
async function exported(): Promise<{ storage: FileSystemStorage; path: string; lines: string[] }> {
  const storage = await openFilled()
  await storage.setLabel(id, 'production', '1.1.0', { author: 'ops', message: 'better' })
  await storage.setLabel(id, 'production', '1.0.0')
  const path = join(await temporaryFolder(), 'versions.ndjson')
  expect(await storage.exportTo(path)).toEqual({ prompts: 2, versions: 6, labels: 1 })
  return { storage, path, lines: (await readFile(path, 'utf8')).split('\n').slice(0, -1) }
}

test('what was exported comes back with its labels and their history', async () => {
  const { storage, path } = await exported()
  const target = await openEmpty()

  expect(await target.importFrom(path)).toEqual({ saved: 6, skipped: 0, labels: 1 })
  for (const promptId of filledIds)
    expect(await target.listVersions(promptId)).toEqual(await storage.listVersions(promptId))
  expect(await target.labelHistory(id, 'production')).toEqual(await storage.labelHistory(id, 'production'))
})

test('an import that is done again changes nothing', async () => {
  const { path } = await exported()
  const target = await openEmpty()
  await target.importFrom(path)

  expect(await target.importFrom(path)).toEqual({ saved: 0, skipped: 6, labels: 1 })
})

test('an export goes to a stream and comes from one', async () => {
  const { storage } = await exported()
  const target = await openEmpty()
  const stream = new PassThrough({ highWaterMark: 100 })
  const [, report] = await Promise.all([storage.exportTo(stream), target.importFrom(stream)])

  expect(report.saved).toBe(6)
})

test('a store that is not there exports nothing, whole', async () => {
  const path = join(await temporaryFolder(), 'none.ndjson')

  expect(await (await openEmpty()).exportTo(path)).toEqual({ prompts: 0, versions: 0, labels: 0 })
  expect(await (await openEmpty()).importFrom(path)).toEqual({ saved: 0, skipped: 0, labels: 0 })
})

test('a version that is there with other content stops the import and is not replaced', async () => {
  const { path } = await exported()
  const target = await openEmpty()
  await target.saveVersion(sampleVersionWithText('mine', { prompt_id: other }))

  await expect(target.importFrom(path)).rejects.toThrow(VersionConflictError)
  expect((await target.getVersion(other, '1.0.0'))?.prompt.text).toBe('mine')
})

describe('a file that is damaged is refused before anything of it is saved', () => {
  const damages: Readonly<Record<string, (lines: string[]) => string[]>> = {
    'cut short': (lines) => lines.slice(0, 4),
    'without its first line': (lines) => lines.slice(1),
    'with a changed text': (lines) => lines.map((line) => line.replace('sentence', 'sentense')),
    'with a line missing': (lines) => lines.toSpliced(2, 1),
    'with more after its end': (lines) => [...lines, lines[1] ?? ''],
    'with a line that is not JSON': (lines) => lines.toSpliced(3, 0, '{'),
    'of a newer format': (lines) => lines.with(0, '{"autoopt_export":2}'),
  }

  test.each(Object.entries(damages))('%s', async (_, damage) => {
    const { path, lines } = await exported()
    await writeFile(path, `${damage(lines).join('\n')}\n`)
    const target = await openEmpty()

    await expect(target.importFrom(path)).rejects.toThrow(ExchangeError)
    await expect(target.importFrom(path)).rejects.toThrow(path)
    expect(await target.listVersions(id)).toEqual([])
  })
})

test('a mark at the beginning and other line ends do no harm', async () => {
  const { path, lines } = await exported()
  await writeFile(path, `\uFEFF${lines.join('\r\n')}\r\n`)

  expect(await (await openEmpty()).importFrom(path)).toMatchObject({ saved: 6 })
})

test('a file that cannot be written or read is an error that names it, and leaves nothing', async () => {
  const storage = await openFilled()
  const path = join(await temporaryFolder(), 'no folder', 'versions.ndjson')

  await expect(storage.exportTo(path)).rejects.toMatchObject({ code: 'FS-EXCHANGE-001', context: { path } })
  await expect(storage.importFrom(path)).rejects.toMatchObject({ code: 'FS-EXCHANGE-001', context: { path } })
})

test('a stream that fails makes the export fail', async () => {
  const storage = await openFilled()
  const stream = new Writable({ highWaterMark: 1, write: (_chunk, _encoding, done) => done(new Error('no more')) })

  await expect(storage.exportTo(stream)).rejects.toThrow('no more')
})

test('an import from a stream that breaks off keeps whole batches and is finished by doing it again', async () => {
  const { path, lines } = await exported()
  const target = await openEmpty()

  await expect(target.importFrom(Readable.from(lines.slice(0, 4).map((line) => `${line}\n`)))).rejects.toThrow(
    ExchangeError,
  )
  expect(await target.importFrom(path)).toMatchObject({ labels: 1 })
  expect(await target.getVersion(id, '1.0.0')).toEqual(sampleVersion({ prompt_id: id }))
})
