import type { ContenderSummary, FamilySummary } from './summarize.ts'
import { withoutGain } from './summarize.ts'

/** Something that the benchmark is to show, and whether it did. */
export interface Claim {
  readonly text: string
  readonly holds: boolean
  readonly found: string
}

/** A budget in a family at which another contender was better. */
export interface Loss {
  readonly family: string
  readonly budget: number
  readonly rival: string
  readonly ours: number
  readonly theirs: number
}

/** The contender that the claims are about. */
export const ours = 'autoopt'
const rivals = 'Ax'
/** Means of areas that differ by less are level. */
const level = 0.005

export function judgeClaims(families: readonly FamilySummary[], contenders: readonly ContenderSummary[]): Claim[] {
  return [...threeNodes(families), ...areas(families), ...floors(families), ...nulls(contenders)]
}

/** Every budget in every family at which somebody was ahead by more than half a point, the worst first. */
export function lossesOf(families: readonly FamilySummary[]): Loss[] {
  const own = families.filter(({ contender }) => contender === ours)
  const losses = own.flatMap(({ family, fractions }) =>
    families
      .filter((other) => other.family === family && other.contender !== ours)
      .flatMap((other) =>
        fractions.flatMap(({ budget, mean }, index): Loss[] => {
          const theirs = other.fractions[index]?.mean ?? 0
          return theirs > mean + level ? [{ family, budget, rival: other.contender, ours: mean, theirs }] : []
        }),
      ),
  )
  return losses.toSorted((left, right) => left.ours - left.theirs - (right.ours - right.theirs))
}

function threeNodes(families: readonly FamilySummary[]): Claim[] {
  const own = families.find(({ family, contender }) => family === 'F3' && contender === ours)
  const bars = [
    { budget: 400, bar: 0.88 },
    { budget: 1600, bar: 0.93 },
  ]
  return bars.flatMap(({ budget, bar }) => {
    const reached = own?.fractions.find((one) => one.budget === budget)
    if (reached === undefined) return []
    const found = `${share(reached.mean)} (${share(reached.low)}–${share(reached.high)})`
    const text = `three-node worlds (F3) reach ${share(bar)} of the optimum by a budget of ${budget}`
    return [{ text, holds: reached.mean >= bar, found }]
  })
}

function areas(families: readonly FamilySummary[]): Claim[] {
  const gaps = pairs(families).map(({ family, own, others }) => ({
    family,
    gap: own.area - Math.max(...others.map(({ area }) => area)),
  }))
  if (gaps.length === 0) return []
  const ahead = gaps.filter(({ gap }) => gap > level)
  const isLevel = ({ family, gap }: (typeof gaps)[number]): boolean => withoutGain.has(family) && Math.abs(gap) <= level
  const leveled = gaps.filter(isLevel)
  const behind = gaps.filter((one) => !ahead.includes(one) && !isLevel(one)).map(({ family }) => family)
  return [
    {
      text: `ahead of Ax, defaults and tuned, by the mean of all budgets, or level where nothing can be gained, in ≥ 10 of 12 families`,
      holds: ahead.length + leveled.length >= Math.min(10, gaps.length),
      found: `ahead in ${ahead.length}, level in ${leveled.length} of ${gaps.length}${behind.length === 0 ? '' : `; not in ${behind.join(', ')}`}`,
    },
  ]
}

function floors(families: readonly FamilySummary[]): Claim[] {
  const ratios = pairs(families).flatMap(({ family, own, others }) =>
    own.fractions.map(({ budget, mean }, index) => ({
      family,
      budget,
      ratio: mean / Math.max(...others.map(({ fractions }) => fractions[index]?.mean ?? 0)),
    })),
  )
  const [worst] = ratios.toSorted((left, right) => left.ratio - right.ratio)
  if (worst === undefined) return []
  return [
    {
      text: 'never below 0.9 × Ax, at any budget in any family',
      holds: worst.ratio >= 0.9,
      found: `at worst ${worst.ratio.toFixed(2)} ×, in ${worst.family} at ${worst.budget}`,
    },
  ]
}

function nulls(contenders: readonly ContenderSummary[]): Claim[] {
  const own = contenders.find(({ contender }) => contender === ours)
  if (own === undefined || own.nullWorlds === 0) return []
  return [
    {
      text: 'at most 5 of 100 worlds where nothing helps (F9) get a deployment',
      holds: own.falseDeploys / own.nullWorlds <= 0.05,
      found: `${own.falseDeploys} of ${own.nullWorlds}`,
    },
  ]
}

/** Ours beside Ax in its settings, family by family. */
function pairs(families: readonly FamilySummary[]): {
  readonly family: FamilySummary['family']
  readonly own: FamilySummary
  readonly others: readonly FamilySummary[]
}[] {
  return families
    .filter(({ contender }) => contender === ours)
    .map((own) => ({
      family: own.family,
      own,
      others: families.filter(({ family, contender }) => family === own.family && contender.startsWith(rivals)),
    }))
    .filter(({ others }) => others.length > 0)
}

function share(value: number): string {
  return value.toFixed(2)
}
