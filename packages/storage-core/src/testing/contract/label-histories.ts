import { expect, test } from 'vitest'
import { VersionNotFoundError } from '../../label-errors.ts'
import { labelRevisionSchema } from '../../label-revision.ts'
import { type OpenLabelFixture, openLabelledStore, promptId, targetsOf } from './labelled-store.ts'

/** Registers the tests that every move of a label is kept and can be undone. */
export function testLabelHistories(open: OpenLabelFixture): void {
  test('each move is a revision that says who moved the label, when and why', async () => {
    const { storage } = await openLabelledStore(open)
    const first = await storage.setLabel(promptId, 'production', '1.0.0')
    const second = await storage.setLabel(promptId, 'production', '1.1.0', { author: 'ada', message: 'better\n"so"' })
    await storage.deleteLabel(promptId, 'production', { author: 'bob' })

    const history = await storage.labelHistory(promptId, 'production')
    expect(history).toEqual([
      { revision: 1, version: '1.0.0', set_at: first.set_at },
      { revision: 2, version: '1.1.0', set_at: second.set_at, author: 'ada', message: 'better\n"so"' },
      { revision: 3, version: null, set_at: history[2]?.set_at, author: 'bob' },
    ])
    for (const revision of history) expect(labelRevisionSchema.parse(revision)).toEqual(revision)
  })

  test('setting a label to where it is adds a revision too', async () => {
    const { storage } = await openLabelledStore(open)
    for (const author of ['ada', 'bob']) await storage.setLabel(promptId, 'production', '1.0.0', { author })

    expect((await storage.labelHistory(promptId, 'production')).map(({ author }) => author)).toEqual(['ada', 'bob'])
  })

  test('a history belongs to its caller, its revisions do not', async () => {
    const { storage } = await openLabelledStore(open)
    const revision = await storage.setLabel(promptId, 'production', '1.0.0')
    const history = await storage.labelHistory(promptId, 'production')
    history.pop()

    expect(await targetsOf(storage, 'production')).toEqual(['1.0.0'])
    for (const result of [revision, ...(await storage.labelHistory(promptId, 'production'))]) {
      expect(Object.isFrozen(result)).toBe(true)
    }
  })

  test('a deleted label points at nothing, keeps its history and goes on counting', async () => {
    const { storage } = await openLabelledStore(open)
    expect(await storage.deleteLabel(promptId, 'production')).toBe(false)
    await storage.setLabel(promptId, 'production', '1.0.0')
    expect(await storage.deleteLabel(promptId, 'production')).toBe(true)
    expect(await storage.deleteLabel(promptId, 'production')).toBe(false)

    expect(await storage.getLabel(promptId, 'production')).toBeUndefined()
    expect(await storage.labelsOf(promptId)).toEqual({})
    expect((await storage.setLabel(promptId, 'production', '1.1.0', { expected: null })).revision).toBe(3)
    expect(await targetsOf(storage, 'production')).toEqual(['1.0.0', null, '1.1.0'])
  })

  test.each([
    [['1.0.0', '1.1.0'], '1.0.0'],
    [['1.0.0', '1.1.0', '1.1.0'], '1.0.0'],
    [['1.0.0', '1.1.0', '1.0.0'], '1.1.0'],
    [['1.0.0', '1.1.0', null], '1.1.0'],
    [['1.0.0', null, '1.1.0'], '1.0.0'],
    [['1.0.0', null, '1.0.0', null], '1.0.0'],
  ])('after %j a rollback leads to %s, as a new revision', async (moves, target) => {
    const { storage } = await openLabelledStore(open)
    for (const version of moves) {
      if (version === null) await storage.deleteLabel(promptId, 'production')
      else await storage.setLabel(promptId, 'production', version)
    }
    const revision = await storage.rollbackLabel(promptId, 'production', { author: 'ada' })

    expect(revision).toMatchObject({ revision: moves.length + 1, version: target, author: 'ada' })
    expect(await storage.getLabel(promptId, 'production')).toBe(target)
    expect(await targetsOf(storage, 'production')).toEqual([...moves, target])
  })

  test.each([[[]], [['1.0.0']], [['1.0.0', '1.0.0']]])('after %j there is nothing to roll back to', async (moves) => {
    const { storage } = await openLabelledStore(open)
    for (const version of moves) await storage.setLabel(promptId, 'production', version)
    const rolling = storage.rollbackLabel(promptId, 'production')

    await expect(rolling).rejects.toThrow(VersionNotFoundError)
    await expect(rolling).rejects.toMatchObject({ context: { promptId, label: 'production', version: null } })
    expect(await targetsOf(storage, 'production')).toEqual(moves)
  })

  test('a rollback to a version that was deleted since is refused', async () => {
    const { storage } = await openLabelledStore(open)
    for (const version of ['1.0.0', '1.1.0', '1.2.0']) await storage.setLabel(promptId, 'production', version)
    await storage.deleteVersion(promptId, '1.1.0')
    const rolling = storage.rollbackLabel(promptId, 'production')

    await expect(rolling).rejects.toThrow(VersionNotFoundError)
    await expect(rolling).rejects.toMatchObject({ context: { version: '1.1.0' } })
    expect(await storage.getLabel(promptId, 'production')).toBe('1.2.0')
  })

  test('a store that is opened again has the same labels and histories', async ({ skip }) => {
    const { storage, reopen = skip('this store does not outlive its object') } = await openLabelledStore(open)
    await storage.setLabel(promptId, 'production', '1.0.0', { author: 'ada' })
    const other = await reopen()
    await storage.setLabel(promptId, 'staging', '1.2.0')
    await other.setLabel(promptId, 'production', '1.1.0', { expected: '1.0.0' })
    await other.deleteLabel(promptId, 'staging')

    for (const same of [storage, other, await reopen()]) {
      expect(await same.labelsOf(promptId)).toEqual({ production: '1.1.0' })
      expect(await targetsOf(same, 'production')).toEqual(['1.0.0', '1.1.0'])
      expect(await targetsOf(same, 'staging')).toEqual(['1.2.0', null])
      expect((await same.labelHistory(promptId, 'production'))[0]?.author).toBe('ada')
    }
  })
}
