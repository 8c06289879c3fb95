/**
 * A process that does one kind of upkeep again and again, as soon as it is told to on standard input, and prints the
 * number of each round, or what went wrong. Arguments: storage directory, what to do, count.
 */
import { writeSync } from 'node:fs'
import { FileSystemStorage } from '../../src/index.ts'

const [storageDir = '', action = '', count = ''] = process.argv.slice(2)
const storage = new FileSystemStorage({ storageDir })
const prompts: string[] = []
for await (const promptId of storage.promptIds()) prompts.push(promptId)
const expected = new Map<string, string>()
for (const promptId of prompts) expected.set(promptId, JSON.stringify(await storage.listVersions(promptId)))

const actions: Record<string, () => Promise<void>> = {
  archive: async () => void (await storage.archive({ keepLast: 2 })),
  unarchive: async () => {
    for (const promptId of prompts) await storage.unarchive(promptId)
  },
  prune: async () => void (await storage.prune({ keepLast: 3, dryRun: false })),
  archiveAndBack: async () => {
    await actions['archive']?.()
    await actions['unarchive']?.()
  },
  read: async () => {
    for (const promptId of prompts) {
      const versions = await storage.listVersionNumbers(promptId)
      const one = versions[Math.floor(Math.random() * versions.length)] ?? ''
      if ((await storage.getVersion(promptId, one)) === undefined) report(`${promptId} ${one} was not found`)
      const listed = JSON.stringify(await storage.listVersions(promptId))
      if (listed !== expected.get(promptId)) report(`${promptId} had ${versions.join(' ')}`)
    }
  },
}

writeSync(1, 'ready\n')
await new Promise((resolve) => process.stdin.once('data', resolve))
process.stdin.destroy()
for (let round = 0; round < Number(count); round += 1) {
  await actions[action]?.()
  writeSync(1, `${round}\n`)
}
await storage.close()

function report(finding: string): void {
  writeSync(1, `${finding}\n`)
}
