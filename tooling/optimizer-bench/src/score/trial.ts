import type { Family } from '@autoopt/simulator'

/** The best prompts known at some moment: how good they truly are, and what had been used until then. */
export interface CurvePoint {
  readonly runs: number
  /** Calls of the task model, by the server's count. */
  readonly calls: number
  /** True expected score on test cases. */
  readonly score: number
}

/** What one contender did in one world. */
export interface Trial {
  readonly world: string
  readonly family: Family
  readonly seed: number
  readonly contender: string
  /** True expected scores of the seed, and of the best prompts known for the world. */
  readonly seedScore: number
  readonly optimum: number
  /** From the seed on, in the order in which they were found; the last is the result. */
  readonly curve: readonly CurvePoint[]
  readonly verdict: string
  readonly isDeployed: boolean
  /** Placeholders that any prompt on the way had lost, at most. */
  readonly lostPlaceholders: number
  /** Cases that the result quotes. */
  readonly leakedCases: number
  /** Length of the result's prompts, in lengths of the seed's. */
  readonly growth: number
  readonly usage: {
    readonly runs: number
    readonly taskCalls: number
    readonly reflectionCalls: number
    readonly judgeCalls: number
    readonly tokens: number
  }
  /** Depends on the machine; everything else does not. */
  readonly wallMs: number
}

/** What budgets are counted in: runs of the app, or calls of its model, of which a run of several nodes makes several. */
export type Unit = 'runs' | 'calls'

/** Share of the optimum that was reached when so much had been used. */
export function fractionAt({ curve, optimum }: Trial, budget: number, unit: Unit): number {
  const reached = curve.findLast((point) => point[unit] <= budget) ?? curve[0]
  return (reached?.score ?? 0) / optimum
}

/** How much had been used when a share of the optimum was first reached; `Infinity` when it never was. */
export function firstReached({ curve, optimum }: Trial, fraction: number, unit: Unit): number {
  return curve.find(({ score }) => score >= fraction * optimum)?.[unit] ?? Infinity
}

/** Share of the optimum of the prompts that are in use in the end: the result's where it is deployed, else the seed's. */
export function deliveredFraction({ curve, optimum, isDeployed, seedScore }: Trial): number {
  return (isDeployed ? (curve.at(-1)?.score ?? seedScore) : seedScore) / optimum
}

/** Whether prompts are deployed that are worse than the seed by a point or more. */
export function isHarmful({ curve, isDeployed, seedScore }: Trial): boolean {
  return isDeployed && (curve.at(-1)?.score ?? seedScore) < seedScore - 0.01
}
