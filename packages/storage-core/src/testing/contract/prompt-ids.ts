import { expect, test } from 'vitest'
import { VersionConflictError } from '../../errors.ts'
import { hostilePromptIds } from '../hostile-prompt-ids.ts'
import { sampleVersion, sampleVersionWithText } from '../sample-version.ts'
import { type OpenFixture, openFixture } from '../storage-fixture.ts'

/** Registers the tests that any prompt id is safe. */
export function testPromptIds(open: OpenFixture): void {
  test('hostile ids name different prompts, and each is kept as it is', async () => {
    const { storage } = await openFixture(open)
    for (const [index, prompt_id] of hostilePromptIds.entries()) {
      await storage.saveVersion(sampleVersionWithText(`text ${index}`, { prompt_id }))
    }

    for (const [index, id] of hostilePromptIds.entries()) {
      const found = await storage.listVersions(id)
      expect(found.map(({ prompt_id, prompt }) => [prompt_id, prompt.text])).toEqual([[id, `text ${index}`]])
    }
    for (const [index, id] of hostilePromptIds.entries()) {
      expect(await storage.deleteVersion(id, '1.0.0')).toBe(true)
      const left = await Promise.all(hostilePromptIds.map(async (other) => storage.getLatestVersion(other)))
      expect(left.map((record) => record?.prompt_id)).toEqual(
        hostilePromptIds.map((other, place) => (place > index ? other : undefined)),
      )
    }
  })

  test('two spellings of one id name one prompt, and each record keeps its own spelling', async () => {
    const { storage } = await openFixture(open)
    const composed = 'caf\u00e9'
    const decomposed = 'cafe\u0301'
    await storage.saveVersion(sampleVersion({ prompt_id: decomposed, version: '1.0.0' }))

    await expect(storage.saveVersion(sampleVersion({ prompt_id: composed, version: '1.0.0' }))).rejects.toThrow(
      VersionConflictError,
    )
    await storage.saveVersion(sampleVersion({ prompt_id: composed, version: '1.1.0' }))
    for (const id of [composed, decomposed]) {
      expect((await storage.listVersions(id)).map((record) => record.prompt_id)).toEqual([decomposed, composed])
    }
    expect(await storage.deleteVersion(composed, '1.0.0')).toBe(true)
  })
}
