import { expect, test } from 'vitest'
import { InvalidVersionError, VersionConflictError } from '../../errors.ts'
import { sampleVersion, sampleVersionWithText } from '../sample-version.ts'
import { listedTexts } from './listed.ts'
import { type OpenFixture, openFixture } from '../storage-fixture.ts'

/** Registers the tests that what does not fit is refused and leaves nothing behind. */
export function testRefusals(open: OpenFixture): void {
  test.each(['v1.0.0', ' 1.0.0', '1.0.0 ', '1.0.0+build ', '1.0', '01.0.0', '1.0.0-01', '', '../1.0.0', 'latest'])(
    'the version %j is invalid to save, and looking for it finds nothing',
    async (version) => {
      const { storage } = await openFixture(open)
      await storage.saveVersion(sampleVersion())

      await expect(storage.saveVersion(sampleVersion({ version }))).rejects.toThrow(InvalidVersionError)
      expect(await storage.getVersion('wf_001_llm_1_system', version)).toBeUndefined()
      expect(await storage.deleteVersion('wf_001_llm_1_system', version)).toBe(false)
      expect(await storage.listVersions('wf_001_llm_1_system')).toHaveLength(1)
    },
  )

  test.each(['', 'a\0b', '\ud83d', 'a\udc00'])(
    'the prompt id %j is invalid to save, and looking for it finds nothing',
    async (prompt_id) => {
      const { storage } = await openFixture(open)

      await expect(storage.saveVersion(sampleVersion({ prompt_id }))).rejects.toThrow(InvalidVersionError)
      expect(await storage.getVersion(prompt_id, '1.0.0')).toBeUndefined()
      expect(await storage.listVersions(prompt_id)).toEqual([])
      expect(await storage.getLatestVersion(prompt_id)).toBeUndefined()
      expect(await storage.deleteVersion(prompt_id, '1.0.0')).toBe(false)
    },
  )

  test.each([
    ['no created_at', { created_at: undefined }],
    ['a created_at that is no time', { created_at: 'yesterday' }],
    ['a parent that is no version', { parent_version: 'v1' }],
    ['no prompt', { prompt: null }],
    ['a date object', { metadata: { when: new Date(0) } }],
    ['NaN', { metadata: { score: Number.NaN } }],
    ['a function', { metadata: { run: () => 1 } }],
    ['a bigint', { metadata: { count: 1n } }],
    ['undefined in an array', { metadata: { list: [undefined] } }],
  ])('a record with %s is invalid and leaves nothing behind', async (_, fields) => {
    const { storage } = await openFixture(open)

    await expect(storage.saveVersion({ ...sampleVersion(), ...fields } as never)).rejects.toThrow(InvalidVersionError)
    expect(await storage.listVersions('wf_001_llm_1_system')).toEqual([])
  })

  test('a version that exists is a conflict that names prompt and version, and stays as it was', async () => {
    const { storage } = await openFixture(open)
    await storage.saveVersion(sampleVersionWithText('first'))

    for (const text of ['first', 'second']) {
      const saving = storage.saveVersion(sampleVersionWithText(text))
      await expect(saving).rejects.toThrow(VersionConflictError)
      await expect(saving).rejects.toMatchObject({
        code: 'STORE-CONFLICT-001',
        context: { promptId: 'wf_001_llm_1_system', version: '1.0.0' },
      })
    }
    expect(await listedTexts(storage, 'wf_001_llm_1_system')).toEqual(['first'])
  })
}
