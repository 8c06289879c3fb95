/**
 * A process that, as soon as it is told to on standard input, does one of these things, and prints what it succeeded
 * with. Arguments: storage directory, what to do, how often.
 *
 * - `label`: points label `l<n>` at version 1.<n>.0.
 * - `delete`: deletes version 1.<n>.0.
 * - `count`: moves label `counter` to and fro, each time from where it found it, until it has done so that often.
 */
import { writeSync } from 'node:fs'
import { StorageError } from '@autoopt/storage-core'
import { FileSystemStorage } from '../../src/index.ts'

const [storageDir = '', action = '', count = ''] = process.argv.slice(2)
const storage = new FileSystemStorage({ storageDir })
const id = 'wf_001_llm_1_system'
const expectable = new Set(['STORE-LABEL-001', 'STORE-LABEL-003', 'STORE-MISSING-001'])

writeSync(1, 'ready\n')
await new Promise((resolve) => process.stdin.once('data', resolve))
process.stdin.destroy()

for (let number = 0; number < Number(count);) {
  try {
    writeSync(1, `${await act(number)}\n`)
    number += 1
  } catch (error) {
    if (!(error instanceof StorageError && expectable.has(error.code))) throw error
    if (action !== 'count') number += 1
  }
}

async function act(number: number): Promise<string> {
  const version = `1.${number}.0`
  if (action === 'delete') return (await storage.deleteVersion(id, version)) ? version : 'none'
  if (action === 'label') return String((await storage.setLabel(id, `l${number}`, version)).version)
  const expected = (await storage.getLabel(id, 'counter')) ?? null
  const target = expected === '1.0.0' ? '1.1.0' : '1.0.0'
  return String((await storage.setLabel(id, 'counter', target, { expected })).revision)
}
