import { expect, test } from 'vitest'
import { LabelConflictError, VersionNotFoundError } from '../../label-errors.ts'
import { type OpenLabelFixture, openLabelledStore, promptId, targetsOf } from './labelled-store.ts'

/** Registers the tests that a label points where it was last moved, and moves only from where it is expected. */
export function testLabelMoves(open: OpenLabelFixture): void {
  test('a label that was never set points at nothing', async () => {
    const { storage } = await openLabelledStore(open)

    expect(await storage.getLabel(promptId, 'production')).toBeUndefined()
    expect(await storage.getByLabel(promptId, 'production')).toBeUndefined()
    expect(await storage.labelHistory(promptId, 'production')).toEqual([])
    expect(await storage.labelsOf(promptId)).toEqual({})
    expect(await storage.labelsOf('nobody')).toEqual({})
  })

  test('a label points at the version it was last set to', async () => {
    const { storage } = await openLabelledStore(open)
    await storage.setLabel(promptId, 'production', '1.0.0')
    await storage.setLabel(promptId, 'staging', '1.2.0')
    await storage.setLabel(promptId, 'production', '1.1.0')

    expect(await storage.getLabel(promptId, 'production')).toBe('1.1.0')
    expect(await storage.getByLabel(promptId, 'production')).toStrictEqual(await storage.getVersion(promptId, '1.1.0'))
    expect(await storage.labelsOf(promptId)).toEqual({ production: '1.1.0', staging: '1.2.0' })
  })

  test('a version that the prompt does not have is refused', async () => {
    const { storage } = await openLabelledStore(open)
    for (const [id, version] of [
      [promptId, '9.9.9'],
      [promptId, 'latest'],
      [promptId, ''],
      ['nobody', '1.0.0'],
    ] as const) {
      const setting = storage.setLabel(id, 'production', version)
      await expect(setting).rejects.toThrow(VersionNotFoundError)
      await expect(setting).rejects.toMatchObject({ context: { promptId: id, label: 'production', version } })
    }
    expect(await storage.labelHistory(promptId, 'production')).toEqual([])
  })

  test.each([
    ['set', null, '1.0.0'],
    ['set', '1.0.0', '1.1.0'],
    ['delete', '1.1.0', null],
    ['roll back', '1.1.0', '1.0.0'],
  ] as const)('to %s a label with the right expectation (%j) succeeds', async (action, expected, target) => {
    const { storage } = await openLabelledStore(open)
    if (expected !== null) await storage.setLabel(promptId, 'production', '1.0.0')
    if (expected === '1.1.0') await storage.setLabel(promptId, 'production', '1.1.0')

    if (action === 'set') await storage.setLabel(promptId, 'production', target, { expected })
    if (action === 'delete') await storage.deleteLabel(promptId, 'production', { expected })
    if (action === 'roll back') await storage.rollbackLabel(promptId, 'production', { expected })
    expect(await storage.getLabel(promptId, 'production')).toBe(target ?? undefined)
  })

  test.each([
    { moves: [], expected: '1.0.0', actual: null },
    { moves: ['1.0.0'], expected: null, actual: '1.0.0' },
    { moves: ['1.0.0', '1.1.0'], expected: '1.0.0', actual: '1.1.0' },
  ])('who expects a label at $expected that is at $actual is told so, and it stays there', async (example) => {
    const { moves, expected, actual } = example
    const { storage } = await openLabelledStore(open)
    for (const version of moves) await storage.setLabel(promptId, 'production', version)

    for (const move of [
      async () => storage.setLabel(promptId, 'production', '1.2.0', { expected }),
      async () => storage.deleteLabel(promptId, 'production', { expected }),
      async () => storage.rollbackLabel(promptId, 'production', { expected }),
    ]) {
      const moving = move()
      await expect(moving).rejects.toThrow(LabelConflictError)
      await expect(moving).rejects.toMatchObject({ context: { promptId, label: 'production', expected, actual } })
    }
    expect(await targetsOf(storage, 'production')).toEqual(moves)
  })

  test('of 100 simultaneous moves with one expectation exactly one wins', async () => {
    const { storage, reopen } = await openLabelledStore(open)
    const other = (await reopen?.()) ?? storage
    await storage.setLabel(promptId, 'production', '1.0.0')
    const outcomes = await Promise.allSettled(
      Array.from({ length: 100 }, async (_, index) =>
        (index % 2 === 0 ? storage : other).setLabel(promptId, 'production', index % 3 === 0 ? '1.1.0' : '1.2.0', {
          expected: '1.0.0',
          author: `writer ${index}`,
        }),
      ),
    )

    const winners = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
    const losers = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []))
    expect(winners).toHaveLength(1)
    for (const loser of losers) expect(loser).toBeInstanceOf(LabelConflictError)
    expect(await storage.labelHistory(promptId, 'production')).toEqual([
      expect.objectContaining({ revision: 1, version: '1.0.0' }),
      ...winners,
    ])
  })

  test('simultaneous moves without an expectation all succeed, each with a revision of its own', async () => {
    const { storage, reopen } = await openLabelledStore(open)
    const other = (await reopen?.()) ?? storage
    const revisions = await Promise.all(
      Array.from({ length: 20 }, async (_, index) =>
        (index % 2 === 0 ? storage : other).setLabel(promptId, 'production', `1.${index % 3}.0`),
      ),
    )

    const history = await storage.labelHistory(promptId, 'production')
    expect(history.map(({ revision }) => revision)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
    expect(revisions.toSorted((left, right) => left.revision - right.revision)).toEqual(history)
    expect(await storage.getLabel(promptId, 'production')).toBe(history.at(-1)?.version)
  })

  test('of simultaneous deletions exactly one is told that it was there', async () => {
    const { storage } = await openLabelledStore(open)
    await storage.setLabel(promptId, 'production', '1.0.0')
    const deletions = Array.from({ length: 16 }, async () => storage.deleteLabel(promptId, 'production'))

    expect((await Promise.all(deletions)).filter(Boolean)).toHaveLength(1)
    expect(await targetsOf(storage, 'production')).toEqual(['1.0.0', null])
  })
}
