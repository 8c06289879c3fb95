import { setTimeout as wait } from 'node:timers/promises'
import { foreignShare, readProcessorUse } from './processor-use.ts'
import type { Claim, Figure, RoundCount } from './row.ts'
import { type Spread, spreadOf } from './spread.ts'

/** Something that is measured beside others. */
export interface Contender {
  readonly name: string
  /** Does its work once and returns what it measured: one number, or several by name. */
  readonly sample: () => Sample | Promise<Sample>
}

export type Sample = number | Readonly<Record<string, number>>

export interface CompareOptions {
  readonly rounds: number
  /** Rounds that are run before and thrown away, so that code is compiled and files are known. Default: 2. */
  readonly warmUp?: number
  /**
   * How many disturbed rounds are measured again; once that is used up, one is taken and counted as disturbed. Default:
   * two for each round.
   */
  readonly maxRepeats?: number
}

/** A round during which other programs used more processors than this is measured again. */
const maxForeignShare = 0.35

/**
 * Measures contenders in interleaved rounds: each round samples every one of them once, and every round begins with another
 * one, so that a slow spell of the machine hits all. Ratios are taken inside a round.
 */
export async function compare(
  contenders: readonly Contender[],
  { rounds, warmUp = 2, maxRepeats = rounds * 2 }: CompareOptions,
): Promise<Comparison> {
  for (let round = 0; round < warmUp; round += 1) await runRound(contenders, round)
  const taken: Round[] = []
  let repeated = 0
  let disturbed = 0
  while (taken.length < rounds) {
    const before = readProcessorUse()
    const round = await runRound(contenders, taken.length)
    const after = readProcessorUse()
    const isDisturbed = before !== undefined && after !== undefined && foreignShare(before, after) > maxForeignShare
    if (isDisturbed && repeated < maxRepeats) {
      repeated += 1
      await wait(200)
      continue
    }
    if (isDisturbed) disturbed += 1
    taken.push(round)
  }
  return new Comparison(taken, { taken: rounds, repeated, disturbed })
}

/** What was measured, by the name of its contender, and of its own behind that where there were several. */
type Round = ReadonlyMap<string, number>

async function runRound(contenders: readonly Contender[], number: number): Promise<Round> {
  const round = new Map<string, number>()
  for (const place of contenders.keys()) {
    const contender = contenders[(place + number) % contenders.length]
    if (contender === undefined) continue
    const sample = await contender.sample()
    if (typeof sample === 'number') round.set(contender.name, sample)
    else for (const [part, value] of Object.entries(sample)) round.set(`${contender.name}: ${part}`, value)
  }
  return round
}

/** What came of {@link compare}. A number of several is asked for by `contender: number`. */
export class Comparison {
  readonly #rounds: readonly Round[]
  readonly count: RoundCount

  constructor(rounds: readonly Round[], count: RoundCount) {
    this.#rounds = rounds
    this.count = count
  }

  values(name: string): number[] {
    return this.#rounds.map((round) => {
      const value = round.get(name)
      if (value === undefined) throw new Error(`Nothing was measured that is called ${JSON.stringify(name)}`)
      return value
    })
  }

  spread(name: string): Spread {
    return spreadOf(this.values(name))
  }

  figures(names: readonly string[], unit = 'µs'): Figure[] {
    return names.map((name) => ({ name, unit, value: this.spread(name) }))
  }

  /** A claim on one ÷ the other, round by round. */
  ratio(of: string, to: string, limit: Pick<Claim, 'atMost' | 'atLeast'>): Claim {
    const divisors = this.values(to)
    const ratios = this.values(of).map((value, round) => value / (divisors[round] ?? Number.NaN))
    const text = `${of} ÷ ${to}`
    return { text, unit: '×', value: spreadOf(ratios), isJudged: true, ...limit }
  }
}
