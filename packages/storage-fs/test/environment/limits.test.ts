import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { FileSystemStorage } from '../../src/index.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const id = 'wf_001_llm_1_system'

/** Runs a program of this folder under a limit of the shell. @returns what it printed. */
function runUnder(limit: string, program: string, storageDir: string): unknown {
  const script = fileURLToPath(new URL(program, import.meta.url))
  const command = `ulimit ${limit} && exec "$0" --conditions=@autoopt/source --disable-warning=ExperimentalWarning "$1" "$2"`
  return JSON.parse(execFileSync('bash', ['-c', command, process.execPath, script, storageDir], { encoding: 'utf8' }))
}

describe.skipIf(process.platform === 'win32')('under a limit', () => {
  test('on the size of files a save that is too large fails, and smaller ones go on', async () => {
    const storageDir = join(await temporaryFolder(), 'store')

    expect(runUnder('-f 500', 'save-under-limit.ts', storageDir)).toEqual(['FS-SAVE-001', 'saved'])
    expect(await new FileSystemStorage({ storageDir }).listVersions(id)).toHaveLength(1)
  })

  test('on the number of open files saves at the same time wait for each other', async () => {
    const storageDir = join(await temporaryFolder(), 'store')
    const outcomes = runUnder('-n 60', 'save-with-few-descriptors.ts', storageDir) as string[]

    expect(new Set(outcomes)).toEqual(new Set(['saved']))
    const storage = new FileSystemStorage({ storageDir })
    expect(await storage.listVersions(id)).toHaveLength(outcomes.length)
    expect((await storage.verify()).problems).toEqual([])
  })
})
