/**
 * A process that saves versions 1.0.0 to 1.<count - 1>.0 of one prompt, as soon as it is told to on standard input, and
 * prints each number it succeeded with. Arguments: storage directory, name to sign with, count, and `linkless` to do
 * without hard links.
 */
import { writeSync } from 'node:fs'
import { VersionConflictError } from '@autoopt/storage-core'
import { sampleVersionWithText } from '@autoopt/storage-core/testing'
import { nodeFilePort } from '../../src/files/node-file-port.ts'
import { FileSystemStorage } from '../../src/index.ts'
import { linklessPort } from '../crash/linkless-port.ts'

const [storageDir = '', name = '', count = '', disk = ''] = process.argv.slice(2)
const storage = new FileSystemStorage({
  storageDir,
  files: disk === 'linkless' ? linklessPort(nodeFilePort) : nodeFilePort,
  auditLog: true,
})

writeSync(1, 'ready\n')
await new Promise((resolve) => process.stdin.once('data', resolve))
process.stdin.destroy()

for (let minor = 0; minor < Number(count); minor += 1) {
  const version = `1.${minor}.0`
  try {
    await storage.saveVersion(sampleVersionWithText(`${name} `.repeat(2_000), { version }))
    writeSync(1, `${version}\n`)
  } catch (error) {
    if (!(error instanceof VersionConflictError)) throw error
  }
}
