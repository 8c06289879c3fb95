import { join } from 'node:path'
import { sampleVersion } from '@autoopt/storage-core/testing'
import { FileSystemStorage, type FileSystemStorageOptions } from '../src/index.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** The prompts of {@link openFilled}: one with a plain id, one with another. */
export const filledIds = ['wf_001_llm_1_system', '提示词 Prompt']

/** A store in a folder of its own, with versions 1.0.0, 1.1.0 and 2.0.0-rc.1 of two prompts. */
export async function openFilled(options: Partial<FileSystemStorageOptions> = {}): Promise<FileSystemStorage> {
  const storage = new FileSystemStorage({ storageDir: join(await temporaryFolder(), 'store'), ...options })
  for (const prompt_id of filledIds) {
    for (const version of ['1.0.0', '1.1.0', '2.0.0-rc.1']) {
      await storage.saveVersion(sampleVersion({ prompt_id, version }))
    }
  }
  return storage
}
