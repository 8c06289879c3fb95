/**
 * The fourth stage: proves a change, or what can be saved of it.
 *
 * 1. `full`: the wording that the search found is confirmed by fresh draws.
 * 2. Only when it is proven better and a guard speaks against it (something must not get worse and does), `partial`: the part of the change
 *    that does no harm in the cases concerned, confirmed by draws of its own.
 * 3. `alternative`: another wording of the search, likewise.
 * 4. `rollback`: the baseline stays.
 *
 * Each further test is made only when the one before was passed, so all of them together keep the level of one.
 */
import type { TestCase } from '@autoopt/config'
import { confirm } from '../confirm/confirm.ts'
import type { Confirmation } from '../confirm/confirmation.ts'
import { findPart } from '../confirm/find-part.ts'
import type { GuardMargins } from '../confirm/guard.ts'
import { changeParts } from '../campaign/search/change-parts.ts'
import { variantIdOf } from '../campaign/search/candidate-ids.ts'
import type { EffectModel } from '../campaign/search/effect-model.ts'
import type { Search } from '../campaign/search/search.ts'
import { unseenBy } from '../campaign/search/shown-cases.ts'
import { type Candidate, toVariant } from '../search/candidate.ts'
import type { CaseSplit } from '../splits/split-cases.ts'
import type { RecoveryStep } from './recovery-step.ts'

const mostRepeats = 5

export interface ValidationInput {
  readonly candidate: Candidate
  readonly effects: EffectModel
  readonly split: CaseSplit
  readonly alpha?: number
  readonly worthwhile?: number
  readonly margins?: GuardMargins
}

export interface Validation {
  /** What the verdict is about. */
  readonly candidate: Candidate
  /** The last confirmation; `null` when there was nothing to confirm, or no runs for it. */
  readonly confirmation: Confirmation | null
  /** In the order in which they were tried. */
  readonly recovery: readonly RecoveryStep[]
}

export class OptimizationValidator {
  readonly #search: Search
  readonly #input: ValidationInput

  constructor(search: Search, input: ValidationInput) {
    this.#search = search
    this.#input = input
  }

  async validate(): Promise<Validation> {
    const { seed, plan, spending } = this.#search
    const { candidate } = this.#input
    if (candidate.id === seed.id) return { candidate, confirmation: null, recovery: [] }
    spending.plan({ runs: plan.runs, kept: plan.holdoutRuns })
    const full = await this.#confirm(candidate, plan.confirmRuns)
    if (full === null) return { candidate, confirmation: null, recovery: [] }
    const first: RecoveryStep = { level: 'full', candidate, succeeded: isAccepted(full), reason: full.reason }
    if (!wasProven(full)) return { candidate, confirmation: full, recovery: [first] }
    return this.#recover(full, [first])
  }

  async #recover(full: Confirmation, steps: readonly RecoveryStep[]): Promise<Validation> {
    const recovery = [...steps]
    for (const level of ['partial', 'alternative'] as const) {
      const candidate = level === 'partial' ? await this.#part(full) : this.#alternative(full)
      const confirmation = candidate === undefined ? null : await this.#confirm(candidate)
      if (candidate === undefined || confirmation === null) {
        const reason = candidate === undefined ? nothingFound[level] : 'No runs are left to confirm it.'
        recovery.push({ level, candidate: candidate ?? null, succeeded: false, reason })
        continue
      }
      recovery.push({ level, candidate, succeeded: isAccepted(confirmation), reason: confirmation.reason })
      if (isAccepted(confirmation)) return { candidate, confirmation, recovery }
      if (!wasProven(confirmation)) break
    }
    recovery.push({ level: 'rollback', candidate: null, succeeded: true, reason: 'The baseline stays.' })
    return { candidate: this.#input.candidate, confirmation: full, recovery }
  }

  /** With as many fresh draws as there are runs for; `null` when there are not enough for one of each. */
  async #confirm(candidate: Candidate, mostRuns = Infinity): Promise<Confirmation | null> {
    const { seed, store, evaluate, signal, spending, name } = this.#search
    const { split, alpha, worthwhile, margins } = this.#input
    const cases = unseenBy(this.#search, [candidate], split.selection)
    const runs = Math.min(spending.affordableRuns(), Math.max(mostRuns, 2 * cases.length))
    const repeats = Math.min(mostRepeats, Math.floor(runs / (2 * cases.length)))
    if (repeats < 1) return null
    const first = store.nextRepeat
    return confirm({
      baseline: toVariant(seed, seed),
      finalists: [toVariant(candidate, seed)],
      cases,
      repeats: Array.from({ length: repeats }, (_, index) => first + index),
      store,
      evaluate,
      seed: `${name}/confirm`,
      cap: split.cap,
      capReason: split.reason,
      ...(alpha === undefined ? {} : { alpha }),
      ...(worthwhile === undefined ? {} : { worthwhile }),
      ...(margins === undefined ? {} : { margins }),
      ...(signal === undefined ? {} : { signal }),
    })
  }

  async #part(full: Confirmation): Promise<Candidate | undefined> {
    const { seed, store, evaluate, cases, name, spending, signal } = this.#search
    const parts = changeParts(this.#search, this.#input.candidate)
    const { part } = await findPart({
      edits: parts.edits,
      build: parts.build,
      baseline: toVariant(seed, seed),
      troubled: troubledCases(full, cases),
      cases: unseenBy(this.#search, [this.#input.candidate], cases),
      evaluate,
      store,
      seed: `${name}/part`,
      // What only fresh draws have shown, old ones would not show again.
      repeats: [store.nextRepeat],
      maxRuns: Math.max(0, spending.affordableRuns() - 2 * this.#input.split.selection.length),
      ...(signal === undefined ? {} : { signal }),
    })
    return part === undefined ? undefined : parts.candidate(part.variant)
  }

  /** The wording that promises most among those that did better on the cases concerned than the one that failed. */
  #alternative(full: Confirmation): Candidate | undefined {
    const { archive, store, seed } = this.#search
    const { candidate: failed, effects } = this.#input
    const troubled = new Set(troubledCases(full, this.#search.cases))
    const badly = (candidate: Candidate): boolean =>
      store
        .results(variantIdOf(candidate, this.#search))
        .some(({ case_id, status }) => troubled.has(case_id) && status !== 'passed')
    return Array.from(archive.values())
      .filter(({ id }) => id !== failed.id && id !== seed.id && effects.gain(id) > 0)
      .filter((candidate) => store.results(variantIdOf(candidate, this.#search)).length >= 8 && !badly(candidate))
      .toSorted((one, other) => effects.gain(other.id) - effects.gain(one.id))[0]
  }
}

const nothingFound = {
  partial: 'No part of it does better than the baseline without the harm.',
  alternative: 'No other wording of the search does better without the harm.',
} as const

function isAccepted({ verdict }: Confirmation): boolean {
  return verdict === 'deploy' || verdict === 'canary'
}

/** Whether it is better beyond doubt, and only a guard keeps it back. */
function wasProven({ finalists, alpha }: Confirmation): boolean {
  const [finalist] = finalists
  return (
    finalist !== undefined &&
    finalist.verdict === 'keep' &&
    finalist.p_adjusted < alpha &&
    finalist.guards.some(({ passed }) => !passed)
  )
}

function troubledCases({ finalists }: Confirmation, cases: readonly TestCase[]): string[] {
  const known = new Set(cases.map(({ case_id }) => case_id))
  const guards = finalists.flatMap((finalist) => finalist.guards).filter(({ passed }) => !passed)
  return [...new Set(guards.flatMap(({ case_ids }) => case_ids))].filter((id) => known.has(id))
}
