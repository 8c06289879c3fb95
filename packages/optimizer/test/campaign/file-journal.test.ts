import { appendFile, mkdtemp, readFile, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { FileJournal } from '../../src/campaign/journal/file-journal.ts'
import type { JournalRecord } from '../../src/campaign/journal/journal-record.ts'

async function freshPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'journal-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return join(folder, 'runs', 'journal.jsonl')
}

function decision(key: string): JournalRecord {
  return { kind: 'decision', key, value: true, elapsed_ms: 1 }
}

async function readAll(path: string): Promise<JournalRecord[]> {
  await using journal = await FileJournal.open(path)
  const records: JournalRecord[] = []
  for await (const record of journal.read()) records.push(record)
  return records
}

test('records come back in the order in which they were given, also when many wait at once', async () => {
  const path = await freshPath()
  const records = Array.from({ length: 500 }, (_, index) => decision(`decision ${index}`))
  {
    await using journal = await FileJournal.open(path)
    await Promise.all(records.map((record) => journal.append(record)))
  }
  expect(await readAll(path)).toEqual(records)
})

test('a torn last line is cut off wherever it was torn, and what comes next is whole', async () => {
  const path = await freshPath()
  const records = ['one', 'two ä', 'three'].map(decision)
  {
    await using journal = await FileJournal.open(path)
    for (const record of records) await journal.append(record)
  }
  const whole = await readFile(path)
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: whole.length }), async (length) => {
      await truncate(path, 0)
      await appendFile(path, whole.subarray(0, length))
      const kept = records.slice(0, whole.subarray(0, length).toString().split('\n').length - 1)
      {
        await using journal = await FileJournal.open(path)
        await journal.append(decision('next'))
      }
      expect(await readAll(path)).toEqual([...kept, decision('next')])
    }),
    { numRuns: 40 },
  )
})

test('a line in the middle that is no record is named', async () => {
  const path = await freshPath()
  {
    await using journal = await FileJournal.open(path)
    await journal.append(decision('one'))
  }
  await appendFile(path, '{"kind": "no such"}\n{}\n')
  await expect(readAll(path)).rejects.toMatchObject({
    code: 'OPT-JOURNAL-001',
    message: expect.stringMatching(/^Line 2 of the journal .*journal\.jsonl is no record/),
  })
})
