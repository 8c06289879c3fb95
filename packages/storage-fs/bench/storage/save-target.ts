import { join } from 'node:path'
import type { VersionStorage } from '@autoopt/storage-core'
import type { PeerStore } from '@autoopt/storage-peers/peer-store'
import type { Contender } from './comparison.ts'
import { makeDirectory } from './raw-floor.ts'
import { samplePromptId, sampleRecord, versionNumber } from './sample-record.ts'
import { timeOperations } from './time-operations.ts'

/** Where versions can be saved, whatever it is. */
export interface SaveTarget {
  readonly name: string
  /** Saves version `1.<minor>.0` of a prompt. */
  readonly save: (promptId: string, minor: number) => unknown
}

export function storeTarget(name: string, store: VersionStorage): SaveTarget {
  return { name, save: async (promptId, minor) => store.saveVersion(sampleRecord(promptId, versionNumber(minor))) }
}

export function peerTarget(peer: PeerStore): SaveTarget {
  return {
    name: peer.name,
    save: (promptId, minor) => peer.save({ promptId, version: [1, minor, 0], body: bodyOf(promptId, minor) }),
  }
}

/** System calls alone: the bytes are made beforehand. */
export function rawTarget(
  name: string,
  folder: string,
  write: (directory: string, file: string, bytes: Uint8Array) => unknown,
): SaveTarget {
  const bytes = Buffer.from(bodyOf(samplePromptId(0), 0))
  const made = new Set<string>()
  return {
    name,
    save: (promptId, minor) => {
      const directory = join(folder, promptId)
      if (!made.has(directory)) makeDirectory(directory)
      made.add(directory)
      return write(directory, `${versionNumber(minor)}.json`, bytes)
    },
  }
}

/** Saves some versions one after the other into a prompt of its own, which has one version already. */
export function oneAtATime({ name, save }: SaveTarget, count: number): Contender {
  let prompts = 0
  return {
    name,
    sample: async () => {
      const promptId = samplePromptId(prompts)
      prompts += 1
      await save(promptId, 0)
      return timeOperations(count, (turn) => save(promptId, turn + 1))
    },
  }
}

/** Keeps a number of saves in flight, spread over eight prompts that have one version already. */
export function inFlight({ name, save }: SaveTarget, { count, width }: { count: number; width: number }): Contender {
  let samples = 0
  return {
    name,
    sample: async () => {
      const promptIds = Array.from({ length: 8 }, (_, index) => samplePromptId(samples * 8 + index))
      samples += 1
      for (const promptId of promptIds) await save(promptId, 0)
      let next = 0
      const lane = async (_: unknown, place: number) => {
        const promptId = promptIds[place % promptIds.length] ?? ''
        for (let turn = next; turn < count; turn = next) {
          next += 1
          await save(promptId, turn + 1)
        }
      }
      const start = performance.now()
      await Promise.all(Array.from({ length: width }, lane))
      return ((performance.now() - start) * 1000) / count
    },
  }
}

function bodyOf(promptId: string, minor: number): string {
  return JSON.stringify(sampleRecord(promptId, versionNumber(minor)))
}
