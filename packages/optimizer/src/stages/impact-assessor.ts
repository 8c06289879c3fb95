import { minimumDetectableEffect, requiredCases } from '@autoopt/collector'
import type { TestCase } from '@autoopt/config'
import type { Component } from '../search/component.ts'
import type { Opportunity } from './opportunity-analyzer.ts'

/** An opportunity and what to expect of it. */
export interface Impact {
  readonly opportunity: Opportunity
  /** The gain to hope for, on scores from 0 to 1: what usually comes of the headroom. */
  readonly expectedGain: number
  /** Cases that would prove that gain 4 times in 5; `null` when there is none to prove. */
  readonly casesToProve: number | null
  readonly isProvable: boolean
  /** What could get worse, in plain sentences. */
  readonly risks: readonly string[]
}

export interface ImpactAssessment {
  /** In the order of the opportunities. */
  readonly impacts: readonly Impact[]
  /** The smallest gain that a confirmation would find 4 times in 5; `null` when it would find none. */
  readonly detectableGain: number | null
}

export interface ImpactInput {
  /** The cases of the confirmation. */
  readonly cases: readonly TestCase[]
  readonly components: readonly Component[]
  /** Runs of each variant on each case in the confirmation. */
  readonly repeats: number
  readonly alpha?: number
}

/** Before anything is measured, half of a headroom is what a good change makes of it. */
const usualShare = 0.5
/** Paired differences vary so much, from case to case and from run to run, where nothing is known. */
const usualVariance = { between: 0.15 ** 2, within: 2 * 0.25 ** 2, casesPerUnit: 1 }

/** The second stage: what each opportunity is worth, what it takes to prove it, and what it puts at risk. */
export class ImpactAssessor {
  assess(
    opportunities: readonly Opportunity[],
    { cases, components, repeats, alpha = 0.05 }: ImpactInput,
  ): ImpactAssessment {
    const power = { repeats: Math.max(1, repeats), alpha }
    const impacts = opportunities.map((opportunity): Impact => {
      const expectedGain = usualShare * opportunity.headroom
      const casesToProve = expectedGain <= 0 ? null : requiredCases(usualVariance, { ...power, effect: expectedGain })
      const isProvable = casesToProve !== null && casesToProve <= cases.length
      return { opportunity, expectedGain, casesToProve, isProvable, risks: risksOf(opportunity, cases, components) }
    })
    const detectableGain =
      cases.length === 0 ? null : minimumDetectableEffect(usualVariance, { ...power, cases: cases.length })
    return { impacts, detectableGain }
  }
}

function risksOf({ nodeId }: Opportunity, cases: readonly TestCase[], components: readonly Component[]): string[] {
  const own = components.find((component) => component.nodeId === nodeId)
  const readers = components.filter(
    (component) => component.nodeId !== nodeId && (own?.writes ?? []).some((name) => component.reads.includes(name)),
  )
  const mustPass = cases.filter(({ must_pass }) => must_pass).length
  const gated = cases.filter(({ assertions }) => assertions.some(({ gate }) => gate)).length
  return [
    ...(readers.length === 0
      ? []
      : [`${[...new Set(readers.map((one) => one.nodeId))].join(', ')} live on its output.`]),
    ...(mustPass === 0 ? [] : [`${mustPass} cases must pass.`]),
    ...(gated === 0 ? [] : [`${gated} cases have gates.`]),
  ]
}
