import { appendFile, mkdtemp, readFile, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SpentLedger } from '../../src/campaign/spent-ledger.ts'

const most = { input_tokens: 100, output_tokens: 50, cost_usd: 0.04 }
const used = { input_tokens: 90, output_tokens: 10, cost_usd: 0.01 }
const role = { role: 'task' }

async function newPath(): Promise<string> {
  return join(await mkdtemp(join(tmpdir(), 'spent-')), 'spent.jsonl')
}

/** Makes two calls; the first one settles, and the process dies in the second. */
async function dieInACall(path: string): Promise<void> {
  await using ledger = await SpentLedger.open(path)
  const first = await ledger.reserve(most, role)
  first.settle(used)
  await ledger.reserve(most, role)
}

test('a call is on the disk before it may be made, and counts with the most until it is known what it used', async () => {
  const path = await newPath()
  await using ledger = await SpentLedger.open(path)
  const call = await ledger.reserve(most, role)
  expect(await readFile(path, 'utf8')).toBe(`${JSON.stringify({ begin: most, role: 'task' })}\n`)
  call.settle(used)
  expect(ledger.totals()).toMatchObject({ calls: 1, known_cost_usd: 0.01 })
})

test('what was spent before a kill counts, calls in flight with the most', async () => {
  const path = await newPath()
  await dieInACall(path)
  await using ledger = await SpentLedger.open(path, { max_calls: 3, max_cost_usd: 0.1 })
  expect(ledger.totals()).toMatchObject({ calls: 2, known_cost_usd: 0.05 })
  await ledger.reserve(most, role)
  await expect(ledger.reserve(most, role)).rejects.toMatchObject({ context: { cap: 'max_calls' } })
})

test('a note that was torn was of no call that had begun; one in the middle that cannot be read is an error', async () => {
  const path = await newPath()
  await dieInACall(path)
  const whole = await readFile(path)
  await appendFile(path, whole.subarray(0, 20))
  {
    await using ledger = await SpentLedger.open(path)
    expect(ledger.totals().calls).toBe(2)
  }
  expect(await readFile(path)).toEqual(whole)
  await truncate(path, 30)
  await appendFile(path, '\n{}\n')
  await expect(SpentLedger.open(path)).rejects.toThrow('does not say what was spent')
})

test('a cap below what is spent is refused', async () => {
  const path = await newPath()
  await dieInACall(path)
  await expect(SpentLedger.open(path, { max_calls: 1 })).rejects.toThrow('below the 2 that this campaign has made')
  await expect(SpentLedger.open(path, { max_cost_usd: 0.02 })).rejects.toThrow(
    /below the \$0\.05\d* that this campaign/,
  )
})
