/**
 * A process that may open few files: saves 200 versions at the same time, then one more, and prints what became of each.
 * Argument: storage directory.
 */
import { sampleVersion } from '@autoopt/storage-core/testing'
import { FileSystemStorage } from '../../src/index.ts'

const storage = new FileSystemStorage({ storageDir: process.argv[2] ?? '' })

async function save(version: string): Promise<unknown> {
  try {
    await storage.saveVersion(sampleVersion({ version }))
    return 'saved'
  } catch (error) {
    return (error as { readonly code?: unknown }).code
  }
}

const outcomes = await Promise.all(Array.from({ length: 200 }, async (_, patch) => save(`1.0.${patch}`)))
console.log(JSON.stringify([...outcomes, await save('2.0.0'), await save('2.0.1')]))
