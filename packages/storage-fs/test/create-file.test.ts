import { execFile } from 'node:child_process'
import { linkSync, watch } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { createFile } from '../src/create-file.ts'
import { SaveFailedError } from '../src/index.ts'
import { temporaryFolder } from './temporary-folder.ts'

const run = promisify(execFile)

test('makes the file and its directory, and leaves nothing else', async () => {
  const folder = await temporaryFolder()

  expect(await createFile(join(folder, 'prompt', 'file'), 'content')).toBe(true)
  expect((await readdir(folder)).toSorted()).toEqual(['.tmp', 'prompt'])
  expect(await readdir(join(folder, '.tmp'))).toEqual([])
  expect(await readFile(join(folder, 'prompt', 'file'), 'utf8')).toBe('content')
})

test('changes nothing when the file exists', async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'prompt'))
  await writeFile(join(folder, 'prompt', 'file'), 'first')

  expect(await createFile(join(folder, 'prompt', 'file'), 'second')).toBe(false)
  expect(await readFile(join(folder, 'prompt', 'file'), 'utf8')).toBe('first')
})

test('a link that was made although it was answered with EEXIST counts as made', async () => {
  const folder = await temporaryFolder()
  for (const name of ['.tmp', 'prompt']) await mkdir(join(folder, name))
  // Does what a network file system does when it repeats a call whose answer was lost: links before the link.
  let path = ''
  const early = new Set<string>()
  const watcher = watch(join(folder, '.tmp'), (_, name) => {
    if (early.has(path) || name === null) return
    try {
      linkSync(join(folder, '.tmp', name), path)
      early.add(path)
    } catch {
      // Too late this time: the file was linked or is gone.
    }
  })
  onTestFinished(() => watcher.close())

  for (let index = 0; index < 20; index += 1) {
    path = join(folder, 'prompt', `file ${index}`)
    expect(await createFile(path, 'content')).toBe(true)
    expect(await readFile(path, 'utf8')).toBe('content')
  }
  expect(early.size).toBeGreaterThan(0)
})

test.skipIf(process.platform === 'win32')(
  'a write that fails is a typed error, leaves nothing, and is no obstacle to the next',
  async () => {
    const folder = await temporaryFolder()
    const script = fileURLToPath(new URL('save-under-limit.ts', import.meta.url))
    const command = `ulimit -f 64 && exec "$0" --conditions=@autoopt/source "$1" "$2"`
    const { stdout } = await run('sh', ['-c', command, process.execPath, script, folder])

    expect(JSON.parse(stdout)).toEqual([SaveFailedError.code, 'saved'])
    expect(await readdir(join(folder, '.tmp'))).toEqual([])
    expect(await readdir(join(folder, 'wf_001_llm_1_system'))).toEqual(['1.1.0.json'])
  },
)
