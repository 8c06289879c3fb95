import { FileSystemStorage } from '@autoopt/storage-fs'
import { sampleVersion } from '@autoopt/storage-core/testing'

/** The prompts of {@link fillStore}; one whose id is no name of a directory. */
export const filledIds = ['wf_1_llm_1_system', '客服 prompt']

/** Puts versions 1.0.0 to 1.<n - 1>.0 of two prompts into the store of a folder, each a day younger than the one before. */
export async function fillStore(storageDir: string, versions = 5): Promise<void> {
  await using store = new FileSystemStorage({ storageDir, durability: 'none' })
  await store.saveMany(
    filledIds.flatMap((prompt_id) =>
      Array.from({ length: versions }, (_, index) =>
        sampleVersion({
          prompt_id,
          version: `1.${index}.0`,
          created_at: new Date(Date.now() - (versions - index) * 86_400_000).toISOString(),
        }),
      ),
    ),
  )
}

/** Fills a store with many prompts of one version each, so that work on it takes a while. */
export async function fillLargeStore(storageDir: string, prompts: number): Promise<void> {
  await using store = new FileSystemStorage({ storageDir, durability: 'none' })
  const records = Array.from({ length: prompts }, (_, index) => sampleVersion({ prompt_id: `prompt_${index}` }))
  for (let start = 0; start < prompts; start += 500) await store.saveMany(records.slice(start, start + 500))
}
