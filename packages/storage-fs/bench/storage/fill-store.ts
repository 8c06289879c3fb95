import { FileSystemStorage } from '@autoopt/storage-fs'
import { samplePromptId, sampleRecord, versionNumber } from './sample-record.ts'

export interface FilledKey {
  readonly promptId: string
  readonly minor: number
  /** The version, `1.<minor>.0`. */
  readonly text: string
}

/** Saves some versions of some prompts into a new store and closes it. @returns what was saved, in that order. */
export async function fillStore(
  storageDir: string,
  { prompts, versions }: { prompts: number; versions: number },
): Promise<FilledKey[]> {
  const keys = Array.from({ length: prompts * versions }, (_, index): FilledKey => {
    const minor = index % versions
    return { promptId: samplePromptId(Math.floor(index / versions)), minor, text: versionNumber(minor) }
  })
  await using store = new FileSystemStorage({ storageDir, durability: 'none' })
  for (const { promptId, text } of keys) await store.saveVersion(sampleRecord(promptId, text))
  return keys
}
