import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InvalidLabelError } from '../../label-errors.ts'
import { hostilePromptIds } from '../hostile-prompt-ids.ts'
import { sampleVersion } from '../sample-version.ts'
import { openFixture } from '../storage-fixture.ts'
import { type OpenLabelFixture, openLabelledStore, promptId } from './labelled-store.ts'

const names = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,63}$/).filter((name) => name !== 'latest')

/** Registers the tests on what a label can be called. */
export function testLabelNames(open: OpenLabelFixture): void {
  test('labels of any valid name are kept apart', async () => {
    const { storage } = await openFixture(open)
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(names, { minLength: 1, maxLength: 6 }), async (labels) => {
        run += 1
        const id = `prompt ${run}`
        await storage.saveVersion(sampleVersion({ prompt_id: id, version: '1.0.0' }))
        await storage.saveVersion(sampleVersion({ prompt_id: id, version: '1.1.0' }))
        const targets = labels.map((label, index) => [label, index % 2 === 0 ? '1.0.0' : '1.1.0'] as const)
        for (const [label, version] of targets) await storage.setLabel(id, label, version)

        expect(await storage.labelsOf(id)).toEqual(Object.fromEntries(targets))
        for (const [label, version] of targets) expect(await storage.getLabel(id, label)).toBe(version)
      }),
      { numRuns: 30 },
    )
  })

  test('names with a meaning to JavaScript, a shell or a file system are names like any other', async () => {
    const { storage } = await openLabelledStore(open)
    const labels = ['constructor', 'con', 'nul', '1', '1.0.0', 'a.', 'a..b', 'x.json', '0'.repeat(64)]
    for (const label of labels) {
      expect(await storage.getLabel(promptId, label)).toBeUndefined()
      await storage.setLabel(promptId, label, '1.0.0')
    }

    expect(Object.keys(await storage.labelsOf(promptId)).toSorted()).toEqual(labels.toSorted())
    for (const label of labels) expect(await storage.getLabel(promptId, label)).toBe('1.0.0')
  })

  test.each([
    '',
    '.',
    '..',
    '../x',
    '-a',
    '_a',
    'A',
    'a b',
    'a/b',
    'a\\b',
    'a\0',
    'a\n',
    'ä',
    '__proto__',
    'a'.repeat(65),
  ])('no label can be called %j, and looking for it finds nothing', async (label) => {
    const { storage } = await openLabelledStore(open)
    for (const change of [
      async () => storage.setLabel(promptId, label, '1.0.0'),
      async () => storage.deleteLabel(promptId, label),
      async () => storage.rollbackLabel(promptId, label),
      async () => storage.importLabelHistory(promptId, label, []),
    ]) {
      await expect(change()).rejects.toThrow(InvalidLabelError)
    }
    expect(await storage.getLabel(promptId, label)).toBeUndefined()
    expect(await storage.getByLabel(promptId, label)).toBeUndefined()
    expect(await storage.labelHistory(promptId, label)).toEqual([])
    expect(await storage.labelsOf(promptId)).toEqual({})
  })

  test('latest is computed and cannot be changed', async () => {
    const { storage } = await openLabelledStore(open)
    for (const change of [
      async () => storage.setLabel(promptId, 'latest', '1.0.0'),
      async () => storage.deleteLabel(promptId, 'latest'),
      async () => storage.rollbackLabel(promptId, 'latest'),
    ]) {
      await expect(change()).rejects.toThrow(InvalidLabelError)
    }

    expect(await storage.getLabel(promptId, 'latest')).toBe('1.2.0')
    expect((await storage.getByLabel(promptId, 'latest'))?.version).toBe('1.2.0')
    await storage.deleteVersion(promptId, '1.2.0')
    expect(await storage.getLabel(promptId, 'latest')).toBe('1.1.0')
    expect(await storage.labelHistory(promptId, 'latest')).toEqual([])
    expect(await storage.labelsOf(promptId)).toEqual({})
    expect(await storage.getLabel('nobody', 'latest')).toBeUndefined()
    expect(await storage.getByLabel('nobody', 'latest')).toBeUndefined()
  })

  test('one label of many prompts points at a version of each, whatever their ids', async () => {
    const { storage } = await openFixture(open)
    for (const [index, prompt_id] of hostilePromptIds.entries()) {
      await storage.saveVersion(sampleVersion({ prompt_id, version: `1.${index}.0` }))
      await storage.setLabel(prompt_id, 'production', `1.${index}.0`)
    }

    for (const [index, id] of hostilePromptIds.entries()) {
      expect(await storage.labelsOf(id)).toEqual({ production: `1.${index}.0` })
    }
  })

  test('two spellings of a prompt id have the same labels', async () => {
    const { storage } = await openFixture(open)
    await storage.saveVersion(sampleVersion({ prompt_id: 'caf\u00e9' }))
    await storage.setLabel('cafe\u0301', 'production', '1.0.0')

    expect(await storage.getLabel('caf\u00e9', 'production')).toBe('1.0.0')
    expect((await storage.getByLabel('cafe\u0301', 'production'))?.prompt_id).toBe('caf\u00e9')
  })
}
