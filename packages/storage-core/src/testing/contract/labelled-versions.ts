import { expect, test } from 'vitest'
import { LabelledVersionError } from '../../label-errors.ts'
import { sampleVersion } from '../sample-version.ts'
import { listedVersions } from './listed.ts'
import { type OpenLabelFixture, openLabelledStore, promptId } from './labelled-store.ts'

/** Registers the tests that a version is not deleted from under its labels. */
export function testLabelledVersions(open: OpenLabelFixture): void {
  test('a version that labels point at is not deleted, and the labels are named', async () => {
    const { storage } = await openLabelledStore(open)
    await storage.setLabel(promptId, 'staging', '1.0.0')
    await storage.setLabel(promptId, 'production', '1.0.0')
    const deleting = storage.deleteVersion(promptId, '1.0.0')

    await expect(deleting).rejects.toThrow(LabelledVersionError)
    const labels: unknown = expect.toSatisfy(
      (names: readonly string[]) => names.toSorted().join() === 'production,staging',
    )
    await expect(deleting).rejects.toMatchObject({ context: { promptId, version: '1.0.0', labels } })
    expect(await storage.getLabel(promptId, 'staging')).toBe('1.0.0')
    expect(await listedVersions(storage, promptId)).toEqual(['1.0.0', '1.1.0', '1.2.0'])
  })

  test('a version is deleted once its labels have moved on', async () => {
    const { storage } = await openLabelledStore(open)
    await storage.setLabel(promptId, 'staging', '1.0.0')
    await storage.setLabel(promptId, 'production', '1.0.0')
    await storage.setLabel(promptId, 'staging', '1.1.0')
    await storage.deleteLabel(promptId, 'production')

    expect(await storage.deleteVersion(promptId, '1.0.0')).toBe(true)
    expect(await storage.deleteVersion(promptId, '1.2.0')).toBe(true)
    expect(await listedVersions(storage, promptId)).toEqual(['1.1.0'])
  })

  test('a label of one prompt does not hold the versions of another', async () => {
    const { storage } = await openLabelledStore(open)
    await storage.saveVersion(sampleVersion({ prompt_id: 'other' }))
    await storage.setLabel(promptId, 'production', '1.0.0')

    expect(await storage.deleteVersion('other', '1.0.0')).toBe(true)
  })

  test('of a deletion and a move to the same version at most one succeeds', async () => {
    const { storage, reopen } = await openLabelledStore(open)
    const other = (await reopen?.()) ?? storage
    const [deleted, moved] = await Promise.allSettled([
      storage.deleteVersion(promptId, '1.0.0'),
      other.setLabel(promptId, 'production', '1.0.0'),
    ])

    const isDeleted = deleted.status === 'fulfilled'
    const isMoved = moved.status === 'fulfilled'
    expect(isDeleted && isMoved).toBe(false)
    expect((await listedVersions(storage, promptId)).includes('1.0.0')).toBe(!isDeleted)
    expect(await storage.getLabel(promptId, 'production')).toBe(isMoved ? '1.0.0' : undefined)
  })

  test('clearing drops the labels', async () => {
    const { storage } = await openLabelledStore(open)
    await storage.setLabel(promptId, 'production', '1.0.0')
    await storage.clearAll()
    await storage.saveVersion(sampleVersion())

    expect(await storage.labelsOf(promptId)).toEqual({})
    expect(await storage.getLabel(promptId, 'production')).toBeUndefined()
    await storage.setLabel(promptId, 'production', '1.0.0', { expected: null })
    expect(await storage.getLabel(promptId, 'production')).toBe('1.0.0')
  })
}
