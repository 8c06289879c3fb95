import { appendFile, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sampleVersion } from '@autoopt/storage-core/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FileSystemStorage, type FileSystemStorageOptions } from '../../src/index.ts'
import { type AuditEntry, formatAuditLine, parseAuditLine } from '../../src/observe/audit-entry.ts'
import { startWriter } from '../processes/start-writer.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const id = 'wf_001_llm_1_system'

async function open(options: Partial<FileSystemStorageOptions> = {}) {
  const storageDir = join(await temporaryFolder(), 'store')
  const storage = new FileSystemStorage({ storageDir, auditLog: true, ...options })
  return { storage, storageDir, audit: join(storageDir, '.audit') }
}

async function entriesOf(log: AsyncIterable<AuditEntry>): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = []
  for await (const entry of log) entries.push(entry)
  return entries
}

test('each action that succeeded is logged, with what it was done to, and by whom as far as that is known', async () => {
  const { storage } = await open({ now: () => Date.parse('2026-03-04T05:06:07.890Z') })
  await storage.saveVersion(sampleVersion({ metadata: { author: 'ada' } }))
  await expect(storage.saveVersion(sampleVersion())).rejects.toThrow('already has')
  await storage.saveMany(['1.1.0', '1.2.0'].map((version) => sampleVersion({ version, metadata: {} })))
  await storage.setLabel(id, 'production', '1.1.0', { author: 'bob' })
  await storage.deleteLabel(id, 'production')
  await storage.deleteVersion(id, '1.2.0')
  await storage.deleteVersion(id, '1.2.0')
  await storage.clearAll()

  const entries = await entriesOf(storage.readAuditLog())
  const common = { at: '2026-03-04T05:06:07.890Z', process: expect.stringMatching(/^[0-9a-f]{8}-\d+$/) as unknown }
  expect(entries).toEqual(
    [
      { action: 'save', prompt_id: id, version: '1.0.0', author: 'ada' },
      { action: 'saveMany', prompt_id: id, version: '1.1.0' },
      { action: 'saveMany', prompt_id: id, version: '1.2.0' },
      { action: 'label', prompt_id: id, label: 'production', version: '1.1.0', author: 'bob' },
      { action: 'label', prompt_id: id, label: 'production', version: null },
      { action: 'delete', prompt_id: id, version: '1.2.0' },
      { action: 'clear' },
    ].map((entry) => Object.assign(entry, common)),
  )
})

test('what is done to the whole store is logged', async () => {
  const { storage, storageDir } = await open()
  await storage.saveVersion(sampleVersion())
  const place = join(storageDir, '..')
  await storage.exportTo(join(place, 'export.ndjson'))
  await storage.backup(join(place, 'backup'))
  await storage.importFrom(join(place, 'export.ndjson'))
  await storage.restore(join(place, 'backup'), { replace: true })
  await storage.convertSharding({ shardDepth: 1 })

  const actions = (await entriesOf(storage.readAuditLog())).map(({ action }) => action)
  expect(actions).toEqual(['save', 'import', 'clear', 'restore', 'convert'])
})

test('a log is one file per process and month, and a store without the option keeps none', async () => {
  let time = Date.parse('2026-03-31T23:59:59.999Z')
  const { storage, storageDir, audit } = await open({ now: () => time })
  await new FileSystemStorage({ storageDir }).saveVersion(sampleVersion({ version: '0.1.0' }))
  await expect(readdir(audit)).rejects.toThrow('ENOENT')

  await storage.saveVersion(sampleVersion())
  time += 1
  await storage.saveVersion(sampleVersion({ version: '1.1.0' }))
  const [march = '', april = '', ...others] = (await readdir(audit)).toSorted()
  expect(march).toMatch(new RegExp(`^2026-03\\.[0-9a-f]{8}-${process.pid}\\.log$`))
  expect(april).toBe(march.replace('03', '04'))
  expect(others).toEqual([])
  expect(await readFile(join(audit, march), 'utf8')).toMatch(/^\n[0-9a-f]{8}\t\{.*\}$/)
})

test('reading can be narrowed to a time and to a prompt, in whatever spelling', async () => {
  let time = Date.parse('2026-01-30T00:00:00Z')
  const { storage, storageDir } = await open({ now: () => time })
  for (const prompt_id of ['caf\u00e9', 'tea', 'cafe\u0301']) {
    for (const version of ['1.0.0', '1.1.0']) {
      time += 24 * 60 * 60 * 1000
      await storage.saveVersion(sampleVersion({ prompt_id, version })).catch(() => {})
    }
  }
  const versionsOf = async (options: Parameters<typeof storage.readAuditLog>[0]): Promise<unknown[]> => {
    const entries = await entriesOf(new FileSystemStorage({ storageDir, readOnly: true }).readAuditLog(options))
    return entries.map(({ at, prompt_id }) => [at.slice(5, 10), prompt_id])
  }

  expect(await versionsOf({ promptId: 'cafe\u0301' })).toEqual([
    ['01-31', 'caf\u00e9'],
    ['02-01', 'caf\u00e9'],
  ])
  expect(await versionsOf({ since: new Date('2026-02-02T00:00:00Z') })).toEqual([
    ['02-02', 'tea'],
    ['02-03', 'tea'],
  ])
  expect(await versionsOf({ since: new Date('2026-02-03T00:00:00Z'), promptId: 'tea' })).toEqual([['02-03', 'tea']])
  expect(await versionsOf({ since: new Date('2026-03-01T00:00:00Z') })).toEqual([])
})

test('lines that a crash tore are skipped, counted, and spoil no other', async () => {
  const warnings: string[] = []
  const { storage, audit } = await open({ onWarning: (warning) => warnings.push(warning) })
  await storage.saveVersion(sampleVersion())
  const [name = ''] = await readdir(audit)
  await appendFile(join(audit, name), '\n0123abcd\t{"at":"2026-03-0')
  await storage.saveVersion(sampleVersion({ version: '1.1.0' }))
  await appendFile(join(audit, name), '\n00000000\t{}')
  await writeFile(join(audit, 'notes.txt'), 'no log')

  const torn: unknown[] = []
  const entries = await entriesOf(storage.readAuditLog({ onTorn: (found) => torn.push(found) }))
  expect(entries.map(({ version }) => version)).toEqual(['1.0.0', '1.1.0'])
  expect(torn).toEqual([{ path: join(audit, name), lines: 2 }])
  expect(await entriesOf(storage.readAuditLog())).toEqual(entries)
  expect(warnings).toEqual([expect.stringContaining('2 torn lines')])
})

test('processes that log at the same time lose no line', async () => {
  const { storageDir, audit, storage } = await open()
  const names = ['first', 'second', 'third']
  const writers = await Promise.all(names.map(async (name) => startWriter(storageDir, name, 30)))
  for (const writer of writers) writer.go()
  await Promise.all(writers.map(async (writer) => writer.untilClosed()))

  const entries = await entriesOf(storage.readAuditLog())
  const versions = entries.map(({ version }) => version ?? '')
  expect(versions).toHaveLength(30)
  expect(new Set(versions)).toEqual(new Set(writers.flatMap(({ saved }) => saved)))
  expect(entries.map(({ at }) => at)).toEqual(entries.map(({ at }) => at).toSorted())
  expect((await readdir(audit)).length).toBeGreaterThan(1)
})

test.skipIf(process.platform === 'win32')('what cannot be logged is a warning and fails nothing', async () => {
  const warnings: string[] = []
  const { storage, storageDir, audit } = await open({ onWarning: (warning) => warnings.push(warning) })
  await storage.saveVersion(sampleVersion())
  const [name = ''] = await readdir(audit)
  await rm(join(audit, name))
  await symlink('/dev/null', join(audit, name))
  await storage.saveVersion(sampleVersion({ version: '1.1.0' }))
  await rm(audit, { recursive: true })
  await writeFile(audit, 'a file')
  await storage.saveVersion(sampleVersion({ version: '1.2.0' }))

  expect(warnings).toHaveLength(2)
  for (const warning of warnings) expect(warning).toContain(join(audit, name))
  await rm(audit)
  await mkdir(join(audit, name), { recursive: true })
  await expect(entriesOf(new FileSystemStorage({ storageDir }).readAuditLog())).rejects.toThrow(name)
})

test('a store that is not there has no log', async () => {
  const { storage } = await open()

  expect(await entriesOf(storage.readAuditLog())).toEqual([])
})

test('an entry survives its line, and no line that differs in a byte is read', () => {
  const entry: fc.Arbitrary<AuditEntry> = fc.record(
    {
      at: fc.constant('2026-03-04T05:06:07.890Z'),
      action: fc.constantFrom('save' as const, 'label' as const),
      process: fc.string(),
      prompt_id: fc.string({ unit: 'binary' }),
      version: fc.option(fc.string()),
      author: fc.string(),
    },
    { requiredKeys: ['at', 'action', 'process'] },
  )
  fc.assert(
    fc.property(entry, fc.nat(), fc.nat(), (value, place, byte) => {
      const [, line = ''] = formatAuditLine(value).split('\n')
      expect(formatAuditLine(value).split('\n')).toHaveLength(2)
      expect(parseAuditLine(line)).toEqual(value)
      const index = place % line.length
      const other = String.fromCharCode(32 + (byte % 95))
      const damaged = line.slice(0, index) + other + line.slice(index + 1)
      expect(parseAuditLine(damaged)).toEqual(other === line[index] ? value : undefined)
      expect(parseAuditLine(line.slice(0, index))).toBeUndefined()
    }),
  )
})
