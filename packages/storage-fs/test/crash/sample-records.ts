import type { PromptVersion } from '@autoopt/storage-core'
import { sampleVersionWithText } from '@autoopt/storage-core/testing'
import type { OpenProcess } from './world.ts'

/** A version of the prompt `one`. */
export function one(version: string, text = `the text of ${version}`): PromptVersion {
  return sampleVersionWithText(text, { prompt_id: 'one', version })
}

/** A version of the prompt `two`. */
export function two(version: string): PromptVersion {
  return sampleVersionWithText(`the other text of ${version}`, { prompt_id: 'two', version })
}

/** Lets a process save records, one after the other. */
export async function saveAll(open: OpenProcess, records: readonly PromptVersion[]): Promise<void> {
  const store = open()
  for (const record of records) await store.save(record)
  await store.close()
}
