import type { PromptVersion } from '@autoopt/storage-core'
import { sampleVersion } from '@autoopt/storage-core/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planRetention } from '../../src/prune/plan-retention.ts'
import type { RetentionRule } from '../../src/prune/retention-rule.ts'

const now = Date.parse('2026-11-21T10:00:00Z')
const hour = 3600 * 1000

interface Drawn {
  readonly score: number | null
  readonly parent: number | null
  readonly ageHours: number
}

/** Versions 1.0.0, 1.1.0, …; parents are given by their place. */
function history(drawn: readonly Drawn[]): PromptVersion[] {
  return drawn.map(({ score, parent, ageHours }, minor) =>
    sampleVersion({
      version: `1.${minor}.0`,
      created_at: new Date(now - ageHours * hour).toISOString(),
      parent_version: parent === null ? null : `1.${parent}.0`,
      analysis: score === null ? null : analysis(score),
    }),
  )
}

function analysis(overall_score: number): PromptVersion['analysis'] {
  return { overall_score } as PromptVersion['analysis']
}

function plan(drawn: readonly Drawn[], rule: RetentionRule, labelled: readonly number[] = []) {
  return planRetention(history(drawn), { rule, labelled: new Set(labelled.map((minor) => `1.${minor}.0`)), now })
}

/** A chain: each version is the child of the one before, and a day older than the next. */
function chain(count: number, scores: Readonly<Record<number, number>> = {}): Drawn[] {
  return days(count).map((ageHours, minor) => ({
    score: scores[minor] ?? null,
    parent: minor === 0 ? null : minor - 1,
    ageHours,
  }))
}

/** Versions without parents, each a day older than the next. */
function unrelated(count: number): Drawn[] {
  return days(count).map((ageHours) => ({ score: null, parent: null, ageHours }))
}

function days(count: number): number[] {
  return Array.from({ length: count }, (_, minor) => 24 * (count - 1 - minor))
}

describe('of old versions stay', () => {
  test('the parent of the first that is kept, and not its own parent', () => {
    expect(plan(chain(6), { keepLast: 2 })).toEqual({
      goes: ['1.0.0', '1.1.0', '1.2.0'],
      kept: [{ version: '1.3.0', because: 'parent' }],
    })
  })

  test('the best with its parent, and of equals the earliest', () => {
    expect(plan(chain(6, { 0: 50, 2: 80, 3: 80, 5: 70 }), { keepLast: 1 })).toEqual({
      goes: ['1.0.0', '1.3.0'],
      kept: [
        { version: '1.1.0', because: 'parent' },
        { version: '1.2.0', because: 'best' },
        { version: '1.4.0', because: 'parent' },
      ],
    })
  })

  test('one that a label points at', () => {
    expect(plan(chain(4), { keepLast: 1 }, [0])).toEqual({
      goes: ['1.1.0'],
      kept: [
        { version: '1.0.0', because: 'labelled' },
        { version: '1.2.0', because: 'parent' },
      ],
    })
  })

  test('none that is not among the last to be kept, even if it was created in the future by another clock', () => {
    const fromTheFuture = unrelated(3).map(() => ({ score: null, parent: null, ageHours: -1 }))
    expect(plan(fromTheFuture, { keepLast: 1 }).goes).toEqual(['1.0.0', '1.1.0'])
    expect(plan(fromTheFuture, { keepLast: 1, maxAgeMs: 0 }).goes).toEqual([])
  })

  test('the latest, even when none is to be kept', () => {
    expect(plan(unrelated(2), { keepLast: 0 })).toEqual({
      goes: ['1.0.0'],
      kept: [{ version: '1.1.0', because: 'latest' }],
    })
    expect(plan([], { keepLast: 0 })).toEqual({ goes: [], kept: [] })
  })
})

test('an age and a count must both say that a version is old', () => {
  expect(plan(unrelated(6), { maxAgeMs: 72 * hour }).goes).toEqual(['1.0.0', '1.1.0', '1.2.0'])
  expect(plan(unrelated(6), { maxAgeMs: 72 * hour, keepLast: 4 }).goes).toEqual(['1.0.0', '1.1.0'])
  expect(plan(unrelated(6), { maxAgeMs: 96 * hour, keepLast: 1 }).goes).toEqual(['1.0.0', '1.1.0'])
})

describe('whatever the history', () => {
  const drawn = fc.array(
    fc.record({
      score: fc.option(fc.integer({ min: 0, max: 3 })),
      parent: fc.option(fc.nat({ max: 9 })),
      ageHours: fc.integer({ min: -5, max: 50 }),
    }),
    { maxLength: 10 },
  )
  const rule = fc.record({ keepLast: fc.nat({ max: 6 }), maxAgeMs: fc.nat({ max: 50 * hour }) }, { requiredKeys: [] })
  const labelled = fc.array(fc.nat({ max: 9 }), { maxLength: 3 })

  test('what is old goes or is kept for a reason that holds, and nothing else does', () => {
    fc.assert(
      fc.property(drawn, rule, labelled, (versions, limits, labels) => {
        const { goes, kept } = plan(versions, limits, labels)
        const { keepLast = 0, maxAgeMs = Number.NEGATIVE_INFINITY } = limits
        const old = versions.flatMap(({ ageHours }, minor) =>
          minor < versions.length - keepLast && ageHours * hour >= maxAgeMs ? [`1.${minor}.0`] : [],
        )
        expect([...goes, ...kept.map(({ version }) => version)].toSorted()).toEqual(old.toSorted())

        const top = Math.max(...versions.map(({ score }) => score ?? -1))
        const best = top < 0 ? undefined : versions.findIndex(({ score }) => score === top)
        const protectedByItself = (minor: number): boolean =>
          minor === versions.length - 1 || labels.includes(minor) || minor === best
        const stays = (minor: number): boolean => protectedByItself(minor) || !old.includes(`1.${minor}.0`)
        const isParent = (minor: number): boolean =>
          versions.some(({ parent }, child) => parent === minor && stays(child))
        for (const version of old) {
          const minor = Number(version.split('.')[1])
          expect(goes.includes(version)).toBe(!protectedByItself(minor) && !isParent(minor))
        }
        for (const { version, because } of kept) {
          const minor = Number(version.split('.')[1])
          const holds = {
            latest: minor === versions.length - 1,
            labelled: labels.includes(minor),
            best: minor === best,
            parent: isParent(minor),
          }
          expect(holds[because]).toBe(true)
        }
      }),
    )
  })

  test('a second plan after the first was carried out lets nothing more go, and keeps for the same reasons', () => {
    fc.assert(
      fc.property(drawn, rule, labelled, (versions, limits, labels) => {
        const records = history(versions)
        const options = { rule: limits, labelled: new Set(labels.map((minor) => `1.${minor}.0`)), now }
        const { goes, kept } = planRetention(records, options)
        const left = records.filter(({ version }) => !goes.includes(version))
        expect(planRetention(left, options)).toEqual({ goes: [], kept })
      }),
    )
  })
})
