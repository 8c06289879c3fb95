import { InMemoryStorage, type Prompt, type PromptAnalysis, VersionConflictError } from '@autoopt/storage-core'
import { describe, expect, it } from 'vitest'
import { VersionNotFoundError } from '../../src/errors.ts'
import { VersionManager } from '../../src/versions/version-manager.ts'

const now = () => new Date('2026-03-01T08:00:00Z')

const prompt = (text: string): Prompt => ({
  id: 'desk_reply_system',
  workflow_id: 'desk',
  node_id: 'reply',
  node_type: 'llm',
  text,
  role: 'system',
  variables: [],
  context: {},
  extracted_at: '2026-03-01T07:00:00.000Z',
})

const analysis = (overall_score: number): PromptAnalysis => ({
  prompt_id: 'desk_reply_system',
  overall_score,
  clarity_score: overall_score,
  structure_score: overall_score,
  specificity_score: overall_score,
  efficiency_score: overall_score,
  issues: [],
  suggestions: [],
})

const open = () => new VersionManager(new InMemoryStorage(), { now })

describe('a new version', () => {
  it('is 1.0.0 without a parent when it is the first', async () => {
    expect(await open().createVersion(prompt('a'))).toMatchObject({
      version: '1.0.0',
      parent_version: null,
      created_at: '2026-03-01T08:00:00.000Z',
    })
  })

  it.each([
    [14.9, '1.1.0'],
    [15, '2.0.0'],
    [5, '1.1.0'],
    [4.9, '1.0.1'],
    [0, '1.0.1'],
    [-20, '1.0.1'],
  ])('that gained %d points is %s', async (gained, expected) => {
    const manager = open()
    await manager.createVersion(prompt('a'), { analysis: analysis(50) })
    const next = await manager.createVersion(prompt('b'), { analysis: analysis(50 + gained) })
    expect(next).toMatchObject({ version: expected, parent_version: '1.0.0' })
  })

  it('made from an earlier version takes the next free number and names its parent', async () => {
    const manager = open()
    await manager.createVersion(prompt('a'))
    await manager.createVersion(prompt('b'))
    const branch = await manager.createVersion(prompt('c'), { parentVersion: '1.0.0' })
    expect(branch).toMatchObject({ version: '1.0.2', parent_version: '1.0.0' })
  })

  it('gets a number of its own when many are created at once', async () => {
    const manager = open()
    const created = await Promise.all(
      Array.from({ length: 20 }, (_, index) => manager.createVersion(prompt(String(index)))),
    )
    expect(new Set(created.map((version) => version.version)).size).toBe(20)
    expect(await manager.history('desk_reply_system')).toHaveLength(20)
  })
})

describe('in a store that keeps the numbers of deleted versions taken, a new version', () => {
  const openKeeping = async (...created: readonly string[]) => {
    const storage = new InMemoryStorage({ keepsDeletedNumbers: true })
    const manager = new VersionManager(storage, { now })
    for (const text of created) await manager.createVersion(prompt(text))
    return { storage, manager }
  }

  it('gets the number after the deleted ones, and the latest that is left as its parent', async () => {
    const { storage, manager } = await openKeeping('a', 'b', 'c')
    for (const version of ['1.0.2', '1.0.1']) await storage.deleteVersion('desk_reply_system', version)
    expect(await manager.createVersion(prompt('d'))).toMatchObject({ version: '1.0.3', parent_version: '1.0.0' })
    expect(await manager.createVersion(prompt('e'))).toMatchObject({ version: '1.0.4', parent_version: '1.0.3' })
  })

  it('begins after 1.0.0 when that was the only one and is deleted', async () => {
    const { storage, manager } = await openKeeping('a')
    await storage.deleteVersion('desk_reply_system', '1.0.0')
    expect(await manager.createVersion(prompt('b'))).toMatchObject({ version: '1.0.1', parent_version: null })
  })

  it('is found a number however many were deleted', async () => {
    const { storage, manager } = await openKeeping('a')
    for (let count = 1; count <= 150; count += 1) {
      await storage.saveVersion({
        ...(await manager.getVersion('desk_reply_system', '1.0.0')),
        version: `1.0.${count}`,
      })
      await storage.deleteVersion('desk_reply_system', `1.0.${count}`)
    }
    expect((await manager.createVersion(prompt('b'))).version).toBe('1.0.151')
  })

  it('gets a number of its own when many are created at once', async () => {
    const { storage, manager } = await openKeeping('a', 'b')
    await storage.deleteVersion('desk_reply_system', '1.0.1')
    const created = await Promise.all(
      Array.from({ length: 20 }, (_, index) => manager.createVersion(prompt(String(index)))),
    )
    const numbers = new Set(created.map((version) => version.version))
    expect(numbers.size).toBe(20)
    expect(numbers).not.toContain('1.0.1')
  })
})

it('gives up, with the conflict, on a store that refuses every number', async () => {
  const storage = new InMemoryStorage()
  const tried: string[] = []
  storage.saveVersion = async ({ prompt_id: promptId, version }) => {
    tried.push(version)
    throw new VersionConflictError({ promptId, version })
  }
  await expect(new VersionManager(storage, { now }).createVersion(prompt('a'))).rejects.toThrow(VersionConflictError)
  expect(new Set(tried).size).toBe(100)
})

describe('rolling back', () => {
  it('adds a version with the earlier text and keeps every other version', async () => {
    const manager = open()
    await manager.createVersion(prompt('first'))
    await manager.createVersion(prompt('second'))
    const back = await manager.rollback('desk_reply_system', '1.0.0')
    expect(back).toMatchObject({
      version: '1.0.2',
      parent_version: '1.0.1',
      metadata: { strategy: 'rollback', rolled_back_to: '1.0.0' },
    })
    expect((await manager.getLatestVersion('desk_reply_system'))?.prompt.text).toBe('first')
    expect((await manager.history('desk_reply_system')).map((version) => version.prompt.text)).toEqual([
      'first',
      'second',
      'first',
    ])
  })

  it('to a version that does not exist is an error that names those that do', async () => {
    const manager = open()
    await manager.createVersion(prompt('a'))
    await expect(manager.rollback('desk_reply_system', '9.9.9')).rejects.toThrow(VersionNotFoundError)
    await expect(manager.rollback('desk_reply_system', '9.9.9')).rejects.toThrow(/9\.9\.9.*1\.0\.0/)
  })
})

describe('comparing versions', () => {
  it('gives a unified diff, the words that changed, and the points between them', async () => {
    const manager = open()
    await manager.createVersion(prompt('Answer the letter.\nBe brief.\n'), { analysis: analysis(60) })
    await manager.createVersion(prompt('Answer the letter.\nBe kind.\n'), { analysis: analysis(67) })
    const comparison = await manager.compareVersions('desk_reply_system', '1.0.0', '1.1.0')
    expect(comparison.score_difference).toBe(7)
    expect(comparison.unified).toContain('-Be brief.\n+Be kind.\n')
    expect(comparison.changes.filter((change) => change.kind !== 'same')).toEqual([
      { kind: 'removed', text: 'brief' },
      { kind: 'added', text: 'kind' },
    ])
  })

  it('cuts Chinese into words', async () => {
    const manager = open()
    await manager.createVersion(prompt('请用中文回答客户的问题。'))
    await manager.createVersion(prompt('请用英文回答客户的问题。'))
    const { changes } = await manager.compareVersions('desk_reply_system', '1.0.0', '1.0.1')
    expect(
      changes
        .filter((change) => change.kind === 'same')
        .map((change) => change.text)
        .join(''),
    ).toContain('回答客户的问题。')
  })

  it('of equal texts is empty', async () => {
    const manager = open()
    await manager.createVersion(prompt('same'))
    await manager.createVersion(prompt('same'))
    expect((await manager.compareVersions('desk_reply_system', '1.0.0', '1.0.1')).unified).toBe('')
  })
})

describe('the best version', () => {
  it('has the highest score, and is the earliest of equals', async () => {
    const manager = open()
    for (const score of [50, 70, 70, 60])
      await manager.createVersion(prompt(String(score)), { analysis: analysis(score) })
    expect((await manager.getBestVersion('desk_reply_system'))?.version).toBe('2.0.0')
  })

  it('is none when nothing was analysed', async () => {
    const manager = open()
    await manager.createVersion(prompt('a'))
    expect(await manager.getBestVersion('desk_reply_system')).toBeUndefined()
  })
})

it('finds the latest version that has exactly a text', async () => {
  const manager = open()
  for (const text of ['a', 'b', 'a']) await manager.createVersion(prompt(text))
  expect((await manager.findByText('desk_reply_system', 'a'))?.version).toBe('1.0.2')
  expect(await manager.findByText('desk_reply_system', 'a ')).toBeUndefined()
})
