import { appendFile, chmod, copyFile, mkdir, readdir, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sampleVersion } from '@autoopt/storage-core/testing'
import { describe, expect, test } from 'vitest'
import { FileSystemStorage, type Problem } from '../../src/index.ts'
import { promptDirectoryName } from '../../src/layout/prompt-directory-name.ts'
import { filledIds, openFilled } from '../fill-store.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const [id = '', other = ''] = filledIds
const onWindows = process.platform === 'win32'

test('a store that is not there is sound', async () => {
  const storage = new FileSystemStorage({ storageDir: join(await temporaryFolder(), 'none') })

  expect(await storage.verify()).toEqual({ prompts: 0, versions: 0, bytes: 0, problems: [], isSound: true })
})

test('a good store is sound, counted and not touched', async () => {
  const storage = await openFilled()
  await storage.setLabel(id, 'production', '1.0.0')
  const progress: number[] = []
  const report = await storage.verify({ onProgress: ({ prompts }) => progress.push(prompts) })

  expect(report).toMatchObject({ prompts: 2, versions: 6, problems: [], isSound: true })
  expect(report.bytes).toBeGreaterThan(6 * 500)
  expect(progress).toEqual([1, 2])
})

describe('a problem is found, said, and repaired without losing anything', () => {
  const file = (storage: FileSystemStorage, version = '1.0.0') => join(storage.storageDir, id, `${version}.json`)

  test('a file that was cut short is put aside', async () => {
    const storage = await openFilled()
    await truncate(file(storage), 100)

    expect((await storage.verify()).isSound).toBe(false)
    const { problems, isSound } = await storage.verify({ repair: true })
    expect(problems).toMatchObject([
      { kind: 'damaged', path: file(storage), repaired: expect.stringMatching(/put aside/) },
    ])
    expect(isSound).toBe(true)
    expect((await storage.listVersions(id)).map(({ version }) => version)).toEqual(['1.1.0', '2.0.0-rc.1'])
    expect(await readdir(join(storage.storageDir, '.quarantine'))).toHaveLength(1)
    expect(kinds((await storage.verify()).problems)).toEqual(['quarantined'])
  })

  test('a version under the number of another goes where it belongs', async () => {
    const storage = await openFilled()
    await rename(file(storage, '1.1.0'), file(storage, '3.0.0'))

    const { problems } = await storage.verify({ repair: true })
    expect(problems).toMatchObject([{ kind: 'misplaced', repaired: `moved to ${file(storage, '1.1.0')}` }])
    expect((await storage.verify()).problems).toEqual([])
    expect(await storage.getVersion(id, '1.1.0')).toEqual(sampleVersion({ prompt_id: id, version: '1.1.0' }))
  })

  test('a copy of a version of another prompt is put aside when its place is taken', async () => {
    const storage = await openFilled()
    await copyFile(join(storage.storageDir, promptDirectoryName(other), '1.0.0.json'), file(storage, '3.0.0'))

    const { problems } = await storage.verify({ repair: true })
    expect(problems).toMatchObject([{ kind: 'misplaced', repaired: expect.stringMatching(/put aside/) }])
    expect(await storage.listVersions(id)).toHaveLength(3)
    expect(await storage.listVersions(other)).toHaveLength(3)
  })

  test('a label whose version is gone is taken away', async () => {
    const storage = await openFilled()
    await storage.setLabel(id, 'production', '1.0.0')
    await rm(file(storage))

    expect(kinds((await storage.verify()).problems)).toEqual(['label'])
    await storage.verify({ repair: true })
    expect(await storage.getLabel(id, 'production')).toBeUndefined()
    expect((await storage.verify()).problems).toEqual([])
  })

  test('a revision of a label that was changed is reported', async () => {
    const storage = await openFilled()
    await storage.setLabel(id, 'production', '1.0.0')
    const revision = join(storage.storageDir, id, '.labels', 'production', '1.json')
    await writeFile(revision, '{}')

    expect(kinds((await storage.verify()).problems)).toEqual(['label'])
  })

  test('what is not of the store is reported and left alone', async () => {
    const storage = await openFilled()
    const strays = [join(storage.storageDir, 'README.md'), join(storage.storageDir, id, 'notes.txt')]
    for (const stray of strays) await writeFile(stray, 'mine')

    const { problems, isSound } = await storage.verify({ repair: true })
    expect(problems.map(({ kind, path }) => [kind, path])).toEqual(strays.map((path) => ['stray', path]))
    expect(isSound).toBe(true)
  })

  test('a file where the directory of a prompt would be is reported, and that others may look into the store', async () => {
    const storage = await openFilled()
    await writeFile(join(storage.storageDir, 'no-prompt'), 'mine')
    await chmod(storage.storageDir, 0o750)

    const { problems, isSound } = await storage.verify()
    expect(kinds(problems).toSorted()).toEqual(onWindows ? ['stray'] : ['permissions', 'stray'])
    expect(isSound).toBe(true)
  })

  test('an index that was edited is reported and written anew', async () => {
    const storage = await openFilled()
    await storage.rebuildIndex()
    await appendFile(join(storage.storageDir, '.index.json'), ' ')

    expect(kinds((await storage.verify()).problems)).toEqual(['index'])
    await storage.verify({ repair: true })
    expect((await storage.verify()).problems).toEqual([])
  })

  test('a deleted version that was damaged is reported', async () => {
    const storage = await openFilled()
    await storage.deleteVersion(id, '1.0.0')
    const trash = join(storage.storageDir, '.trash', id)
    const [name = ''] = await readdir(trash)
    await truncate(join(trash, name), 700)
    await appendFile(join(trash, name), `"${'0'.repeat(64)}"\n}\n`)

    expect(kinds((await storage.verify()).problems)).toEqual(['trash'])
  })

  test('what a writer that is gone has left is reported', async () => {
    const storage = await openFilled()
    await storage.close()
    const readOnly = new FileSystemStorage({ storageDir: storage.storageDir, readOnly: true })
    await readOnly.listVersions(id)
    const gone = join(storage.storageDir, '.tmp', await goneWriter(storage.storageDir))
    await mkdir(gone)

    expect(kinds((await readOnly.verify()).problems)).toEqual(['temporary'])
  })

  test('a prompt in the wrong shard is reported', async () => {
    const storage = await openFilled({ enableSharding: true, shardDepth: 2 })
    const shard = (await readdir(storage.storageDir)).find((name) => /^[0-9a-f]{2}$/.test(name)) ?? ''
    await rename(join(storage.storageDir, shard), join(storage.storageDir, shard === '00' ? '01' : '00'))

    expect(kinds((await storage.verify()).problems)).toEqual(['wrong-shard'])
  })
})

test('a verification stops when it is told to', async () => {
  const storage = await openFilled()

  await expect(storage.verify({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
})

/** The name of a writer of this machine with a process id that no process can have. */
async function goneWriter(storageDir: string): Promise<string> {
  const storage = new FileSystemStorage({ storageDir })
  await storage.saveVersion(sampleVersion({ prompt_id: 'x', version: '9.0.0' }))
  const [name = ''] = await readdir(join(storageDir, '.tmp'))
  await storage.close()
  return name.replace(/^([0-9a-f]*-[0-9a-f]*)-\d+/, '$1-4194999')
}

function kinds(problems: readonly Problem[]): string[] {
  return problems.map(({ kind }) => kind)
}
