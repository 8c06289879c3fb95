import { expect, test } from 'vitest'
import { InvalidLabelHistoryError, LabelHistoryConflictError, VersionNotFoundError } from '../../label-errors.ts'
import type { LabelRevision } from '../../label-revision.ts'
import { type OpenLabelFixture, openLabelledStore, promptId } from './labelled-store.ts'

const history: readonly LabelRevision[] = [
  { revision: 1, version: '0.9.0', set_at: '2026-01-02T03:04:05.678Z', author: 'ada' },
  { revision: 2, version: null, set_at: '2026-01-03T03:04:05.678Z', ticket: 7 },
  { revision: 3, version: '1.1.0', set_at: '2026-01-01T03:04:05.678Z', message: 'again' },
]

/** Registers the tests that a history can be carried over from another store. */
export function testLabelImports(open: OpenLabelFixture): void {
  test('an imported history comes back exactly, also its versions that are gone, and goes on', async () => {
    const { storage } = await openLabelledStore(open)
    await storage.importLabelHistory(promptId, 'production', history)

    expect(await storage.labelHistory(promptId, 'production')).toEqual(history)
    expect(await storage.labelsOf(promptId)).toEqual({ production: '1.1.0' })
    expect((await storage.setLabel(promptId, 'production', '1.2.0', { expected: '1.1.0' })).revision).toBe(4)
  })

  test('to import a history again, a part of it or its continuation adds only what is missing', async () => {
    const { storage } = await openLabelledStore(open)
    for (const length of [0, 2, 1, 3, 3, 2]) {
      await storage.importLabelHistory(promptId, 'production', history.slice(0, length))
    }

    expect(await storage.labelHistory(promptId, 'production')).toEqual(history)
    expect(await storage.getLabel(promptId, 'production')).toBe('1.1.0')
  })

  test('a label with another history is left as it is, and the first difference is named', async () => {
    const { storage } = await openLabelledStore(open)
    await storage.importLabelHistory(promptId, 'production', history)
    const other = history.map((revision, index) => (index === 1 ? { ...revision, author: 'bob' } : revision))
    const importing = storage.importLabelHistory(promptId, 'production', [
      ...other,
      { revision: 4, version: '1.2.0', set_at: '2026-01-02T03:04:05.678Z' },
    ])

    await expect(importing).rejects.toThrow(LabelHistoryConflictError)
    await expect(importing).rejects.toMatchObject({ context: { promptId, label: 'production', revision: 2 } })
    expect(await storage.labelHistory(promptId, 'production')).toEqual(history)
  })

  test('a history that ends at a version that is not there is refused', async () => {
    const { storage } = await openLabelledStore(open)
    for (const id of [promptId, 'nobody']) {
      const importing = storage.importLabelHistory(id, 'production', history.slice(0, 1))
      await expect(importing).rejects.toThrow(VersionNotFoundError)
      await expect(importing).rejects.toMatchObject({ context: { promptId: id, version: '0.9.0' } })
      expect(await storage.labelHistory(id, 'production')).toEqual([])
    }
  })

  test.each([
    ['numbers with a gap', history.slice(1)],
    ['numbers out of order', history.toReversed()],
    ['a version that is none', [{ ...history[2], revision: 1, version: 'latest' }]],
    ['no time', [{ revision: 1, version: null }]],
    ['what JSON cannot hold', [{ ...history[2], revision: 1, when: new Date(0) }]],
    ['no list', {}],
  ])('a history with %s is refused', async (_, revisions) => {
    const { storage } = await openLabelledStore(open)
    const importing = storage.importLabelHistory(promptId, 'production', revisions as never)

    await expect(importing).rejects.toThrow(InvalidLabelHistoryError)
    expect(await storage.labelHistory(promptId, 'production')).toEqual([])
  })
}
