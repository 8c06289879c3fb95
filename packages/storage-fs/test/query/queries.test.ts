import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { bySemver, InMemoryStorage } from '@autoopt/storage-core'
import { hostilePromptIds, sampleVersion, sampleVersionWithText } from '@autoopt/storage-core/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FileSystemStorage, InvalidQueryError } from '../../src/index.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const id = 'wf_001_llm_1_system'

async function open(): Promise<FileSystemStorage> {
  return new FileSystemStorage({ storageDir: join(await temporaryFolder(), 'store') })
}

async function openWith(versions: readonly string[]): Promise<FileSystemStorage> {
  const storage = await open()
  await storage.saveMany(versions.map((version) => sampleVersion({ version })))
  return storage
}

test('a store that is not there answers every query, and is not made', async () => {
  const storage = await open()
  expect(await storage.listPrompts({ prefix: 'a' })).toEqual([])
  expect(await storage.listVersionNumbers(id)).toEqual([])
  expect(await storage.has(id)).toBe(false)
  expect([await storage.count(), await storage.count(id)]).toEqual([0, 0])
  expect(await storage.getMany([{ promptId: id }])).toEqual([undefined])
  expect(await storage.diff(id, '1.0.0', '1.1.0')).toBeUndefined()

  expect(await readdir(join(storage.storageDir, '..'))).toEqual([])
})

test('pages of prompts are sorted, follow each other, and begin as they are asked to', async () => {
  const storage = await open()
  const memory = new InMemoryStorage()
  for (const prompt_id of [...hostilePromptIds, 'team/a', 'team/b', 'team-c', 'teapot']) {
    for (const store of [storage, memory]) await store.saveVersion(sampleVersion({ prompt_id }))
  }
  const ids: string[] = []
  for await (const promptId of memory.promptIds()) ids.push(promptId)
  const all = ids.toSorted((left, right) => (left < right ? -1 : 1))

  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('', 't', 'team', 'team/', 'cafe\u0301', '\u0000'),
      fc.integer({ min: 1, max: 40 }),
      async (prefix, limit) => {
        const wanted = all.filter((promptId) => promptId.startsWith(prefix.normalize('NFC')))
        const pages: string[][] = []
        let page: string[] = []
        do {
          page = await storage.listPrompts({ prefix, limit, after: page.at(-1) })
          pages.push(page)
        } while (page.length === limit)
        expect(pages.flat()).toEqual(wanted)
      },
    ),
    { numRuns: 20 },
  )
  expect(await storage.listPrompts()).toEqual(all)
  expect(await storage.listPrompts({ limit: 0 })).toEqual([])
})

test('pages of version numbers follow each other in either order', async () => {
  const numbers = fc.uniqueArray(
    fc
      .tuple(fc.nat(3), fc.nat(12), fc.nat(3), fc.constantFrom('', '-rc.1', '-RC', '+build', '-rc.2+x'))
      .map(([major, minor, patch, rest]) => `${major}.${minor}.${patch}${rest}`),
    { minLength: 1, maxLength: 20 },
  )
  const storage = await open()
  let run = 0
  await fc.assert(
    fc.asyncProperty(numbers, fc.integer({ min: 1, max: 8 }), fc.boolean(), async (versions, limit, isDescending) => {
      run += 1
      const prompt_id = `prompt ${run}`
      await storage.saveMany(versions.map((version) => sampleVersion({ prompt_id, version })))
      const order = isDescending ? 'descending' : 'ascending'
      const found: string[] = []
      for (let isMore = true; isMore;) {
        const page = await storage.listVersionNumbers(prompt_id, { limit, order, after: found.at(-1) })
        found.push(...page)
        isMore = page.length === limit
      }
      const ascending = versions.toSorted(bySemver)
      expect(found).toEqual(isDescending ? ascending.toReversed() : ascending)
    }),
    { numRuns: 25 },
  )
})

test('version numbers can be narrowed to a range', async () => {
  const storage = await openWith(['0.9.0', '1.0.0', '1.2.0-rc.1', '1.2.0', '1.10.0', '2.0.0'])

  expect(await storage.listVersionNumbers(id, { range: '^1.0.0' })).toEqual(['1.0.0', '1.2.0', '1.10.0'])
  expect(await storage.listVersionNumbers(id, { range: '>=1.2.0-rc.0 <2', order: 'descending', limit: 2 })).toEqual([
    '1.10.0',
    '1.2.0',
  ])
  expect(await storage.listVersionNumbers(id, { range: '^1.2.0-rc.0' })).toEqual(['1.2.0-rc.1', '1.2.0', '1.10.0'])
  expect(await storage.listVersionNumbers(id, { after: '1.3.0' })).toEqual(['1.10.0', '2.0.0'])
  expect(await storage.listVersionNumbers(id, { range: '>9' })).toEqual([])
})

test.each([{ range: 'latest version' }, { range: '1.0.0 - ' }, { after: 'latest' }, { after: '' }])(
  'what says no place among version numbers is refused: %j',
  async (options) => {
    const storage = await openWith(['1.0.0'])

    await expect(storage.listVersionNumbers(id, options)).rejects.toThrow(InvalidQueryError)
    await expect(storage.listVersionNumbers(id, options)).rejects.toMatchObject({
      context: { option: Object.keys(options)[0], value: Object.values(options)[0] },
    })
  },
)

test('versions are found and counted as they come and go', async () => {
  const storage = await openWith(['1.0.0', '1.1.0', '1.2.0'])
  await storage.saveVersion(sampleVersion({ prompt_id: 'other one' }))
  expect([await storage.has(id), await storage.has(id, '1.1.0'), await storage.has('other one')]).toEqual([
    true,
    true,
    true,
  ])
  expect([await storage.count(), await storage.count(id), await storage.count('nobody')]).toEqual([4, 3, 0])

  await storage.deleteVersion(id, '1.1.0')
  await storage.deleteVersion('other one', '1.0.0')
  expect([await storage.has(id), await storage.has(id, '1.1.0'), await storage.has('other one')]).toEqual([
    true,
    false,
    false,
  ])
  expect([await storage.count(), await storage.count(id)]).toEqual([2, 2])
  expect([await storage.has(id, '..'), await storage.has('', '1.0.0')]).toEqual([false, false])
})

test('many versions are read at once, in the order in which they are named', async () => {
  const storage = await openWith(['1.0.0', '1.1.0'])
  await storage.saveVersion(sampleVersion({ prompt_id: 'other' }))
  const names = [
    { promptId: 'other', version: '1.0.0' },
    { promptId: id },
    { promptId: id, version: '9.0.0' },
    { promptId: id, version: '1.0.0' },
    { promptId: 'nobody' },
  ]

  expect(await storage.getMany(names)).toEqual([
    sampleVersion({ prompt_id: 'other' }),
    sampleVersion({ version: '1.1.0' }),
    undefined,
    sampleVersion(),
    undefined,
  ])
  expect(await storage.getMany([])).toEqual([])
})

test('a diff has the lines of the prompt and every other value that changed', async () => {
  const storage = await open()
  const metadata = { author: 'ada', tags: ['a', 'b'], 'due date': null, nested: { kept: 1, gone: { deep: true } } }
  await storage.saveVersion(sampleVersionWithText('Be brief.\nBe kind.', { metadata }))
  const other = { author: 'bob', tags: ['a', 'c', 'd'], 'due date': 'now', nested: { kept: 1 }, __proto__: null }
  await storage.saveVersion(
    sampleVersionWithText('Be brief.\nBe exact.', { version: '1.1.0', metadata: other, parent_version: '1.0.0' }),
  )

  expect(await storage.diff(id, '1.0.0', '1.1.0')).toEqual({
    lines: [
      { kind: 'same', text: 'Be brief.' },
      { kind: 'removed', text: 'Be kind.' },
      { kind: 'added', text: 'Be exact.' },
    ],
    changed: expect.arrayContaining([
      { path: 'parent_version', before: null, after: '1.0.0' },
      { path: 'metadata.author', before: 'ada', after: 'bob' },
      { path: 'metadata.tags[1]', before: 'b', after: 'c' },
      { path: 'metadata.tags[2]', after: 'd' },
      { path: 'metadata["due date"]', before: null, after: 'now' },
      { path: 'metadata.nested.gone', before: { deep: true } },
    ]) as unknown,
  })
  expect((await storage.diff(id, '1.0.0', '1.1.0'))?.changed).toHaveLength(6)
  expect((await storage.diff(id, '1.1.0', '1.1.0'))?.changed).toEqual([])
  expect(await storage.diff(id, '1.0.0', '2.0.0')).toBeUndefined()
})
