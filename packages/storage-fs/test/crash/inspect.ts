import { isDeepStrictEqual } from 'node:util'
import { VersionConflictError } from '@autoopt/storage-core'
import { sampleVersion } from '@autoopt/storage-core/testing'
import { describeDisk } from './describe-disk.ts'
import type { RecordedStore } from './recorded-store.ts'
import { type Moment, storageDir, watch, type WatchOptions, work, type World } from './world.ts'

/**
 * Checks a store whose writers are gone: that all promises in the ledger hold, that opening it a second time changes
 * nothing, and that it takes saves and deletions as if nothing had been. What is wrong is entered in the ledger.
 * @returns the moments at which the first opening could be interrupted in turn.
 */
export async function inspect(world: World, options: WatchOptions): Promise<Moment[]> {
  const { disk, ledger } = world
  const moments: Moment[] = []
  try {
    moments.push(...(await watch(world, options, async (open) => readAndClose(open(), 'the first reader'))))
    const first = describeStore(world)
    await work(world, options, async (open) => readAndClose(open(), 'the second reader'))
    const second = describeStore(world)
    if (!isDeepStrictEqual(first, second))
      ledger.findings.push(`the second opening changed ${difference(first, second)}`)
    await work(world, options, async (open) => use(open(), world))
    if (disk.openDescriptors > 0) ledger.findings.push(`${disk.openDescriptors} files are still open`)
  } catch (error) {
    ledger.findings.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
  return moments
}

async function readAndClose(store: RecordedStore, reader: string): Promise<void> {
  await store.readAll(reader)
  await store.close()
}

/** Saves every version that the ledger knows once more: only those that are not there can be saved. */
async function use(store: RecordedStore, { ledger }: World): Promise<void> {
  const labels = ledger.keys.filter((key) => key.includes(' @'))
  const versions = ledger.keys.filter((key) => !labels.includes(key))
  for (const key of versions) {
    const [promptId = '', version = ''] = key.split(' ')
    const burnt = ledger.burnt.get(key)
    const isFree = ledger.allowed(key).has(undefined) && burnt !== true
    const isSaved = await trySave(store, promptId, version)
    if (!isSaved && isFree && burnt === undefined) ledger.findings.push(`${key} could not be saved again`)
  }
  await store.readAll('the next user')
  for (const label of labels) {
    const [promptId = '', name = ''] = label.split(' @')
    const target = versions.find((key) => key.startsWith(`${promptId} `) && !ledger.allowed(key).has(undefined))
    if (target) await store.setLabel(promptId, name, target.split(' ')[1] ?? '')
    await store.deleteLabel(promptId, name)
  }
  const [promptId = '', version = ''] = (versions[0] ?? '').split(' ')
  if (promptId) await store.delete(promptId, version)
  await readAndClose(store, 'the last reader')
}

async function trySave(store: RecordedStore, promptId: string, version: string): Promise<boolean> {
  try {
    await store.save(sampleVersion({ prompt_id: promptId, version, metadata: { by: 'the next user' } }))
    return true
  } catch (error) {
    if (error instanceof VersionConflictError) return false
    throw error
  }
}

/** All that is on disk but what may always be made anew. Nothing may be left of a writer that is gone. */
function describeStore({ disk, ledger }: World): string[] {
  const lines = describeDisk(disk, (path) => !path.endsWith('.index.json'))
  const left = lines.filter((line) => line.startsWith(`${storageDir}/.tmp/`) && line !== `${storageDir}/.tmp/`)
  ledger.findings.push(...left.map((line) => `the recovery left ${line}`))
  return lines
}

function difference(before: readonly string[], after: readonly string[]): string {
  const gone = before.filter((line) => !after.includes(line)).map((line) => `-${line}`)
  const come = after.filter((line) => !before.includes(line)).map((line) => `+${line}`)
  return [...gone, ...come].join(' ')
}
