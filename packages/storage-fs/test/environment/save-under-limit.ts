/**
 * A process that may not write large files: saves a large version, then a small one, and prints the codes of both.
 * Argument: storage directory.
 */
import { sampleVersion, sampleVersionWithText } from '@autoopt/storage-core/testing'
import { FileSystemStorage } from '../../src/index.ts'

// Without a listener the signal that comes with the refused write would end the process.
process.on('SIGXFSZ', () => {})

const storage = new FileSystemStorage({ storageDir: process.argv[2] ?? '' })
const large = sampleVersionWithText('x'.repeat(1_000_000))
const small = sampleVersion({ version: '1.1.0' })
const codes: unknown[] = []
for (const version of [large, small]) {
  codes.push(
    await storage.saveVersion(version).then(
      () => 'saved',
      (error: unknown) => (error as { readonly code?: unknown }).code,
    ),
  )
}
console.log(JSON.stringify(codes))
