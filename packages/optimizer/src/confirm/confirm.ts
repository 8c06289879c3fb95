import { createRandom } from '@autoopt/collector'
import type { PromptVariant, TestCase } from '@autoopt/config'
import type { Evaluate } from '../evaluate.ts'
import { UsedDrawsError } from '../race/errors.ts'
import { evaluateTogether } from '../race/evaluate-together.ts'
import { phaseOf } from '../race/observation.ts'
import type { ObservationStore } from '../race/observation-store.ts'
import { requireEnough } from '../race/require-enough.ts'
import type { Confirmation } from './confirmation.ts'
import { judgeFinalists, type JudgeOptions } from './judge-finalists.ts'

/** Baseline and finalists take turns after so many cases, so that whatever changes with time hits all of them. */
const casesPerTurn = 8

export interface ConfirmOptions extends Omit<JudgeOptions, 'phase'> {
  readonly finalists: readonly PromptVariant[]
  readonly evaluate: Evaluate
  readonly store: ObservationStore
  readonly signal?: AbortSignal
}

/**
 * Draws fresh runs of the baseline and of frozen finalists, in turns, and says what they prove. Called again after an interruption with the
 * same repeats, it runs only what is missing.
 *
 * @throws {@link UsedDrawsError} when the search has used one of the draws.
 * @throws {@link TooManyMissingError} when more than a fifth of the runs has no score.
 */
export async function confirm(options: ConfirmOptions): Promise<Confirmation> {
  const { baseline, finalists, cases, repeats, store } = options
  const variants = [baseline, ...finalists]
  requireFresh(variants, options)
  if (finalists.length > 0) {
    for (const repeat of repeats) await drawRepeat(repeat, { ...options, variants })
    requireEnough(variants, { cases, repeats, store })
  }
  return judgeFinalists(
    finalists.map(({ variant_id }) => variant_id),
    { ...options, phase: 'confirm' },
  )
}

function requireFresh(variants: readonly PromptVariant[], { cases, repeats, store }: ConfirmOptions): void {
  for (const { variant_id: variantId } of variants)
    for (const { case_id: caseId } of cases)
      for (const repeat of repeats) {
        const known = store.get(variantId, caseId, repeat)
        if (known !== undefined && phaseOf(known) !== 'confirm') throw new UsedDrawsError({ repeat, variantId, caseId })
      }
}

async function drawRepeat(
  repeat: number,
  { variants, cases, seed, store, evaluate, signal }: ConfirmOptions & { readonly variants: readonly PromptVariant[] },
): Promise<void> {
  const order = createRandom(`${seed}:order:${repeat}`).shuffle<TestCase>(cases)
  const common = {
    repeats: [repeat],
    keepTraces: false,
    purpose: 'confirm' as const,
    ...(signal === undefined ? {} : { signal }),
  }
  for (let start = 0; start < order.length; start += casesPerTurn) {
    const turn = order.slice(start, start + casesPerTurn)
    await evaluateTogether(
      variants.map((variant) => ({ variant, cases: turn, ...common })),
      { store, evaluate },
    )
  }
}
