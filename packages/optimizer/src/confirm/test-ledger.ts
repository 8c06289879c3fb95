import { z } from 'zod'

/** One confirmation, as the ledger of all campaigns on a workflow keeps it. */
export const confirmTestSchema = z.looseObject({
  campaign_id: z.string(),
  at: z.iso.datetime(),
  /** The level that it was held to. */
  alpha: z.number(),
  /** Of its best finalist, adjusted for the number of finalists. */
  p: z.number().min(0).max(1),
  /** Whether it was taken for proof. */
  is_discovery: z.boolean(),
  /** Ids of the cases that it was made on. */
  case_ids: z.array(z.string()).default([]),
  /** How many verdicts the campaign came to, of which this is the last. */
  times: z.int().min(1).default(1),
})
export type ConfirmTest = z.infer<typeof confirmTestSchema>

/**
 * How campaigns on the same cases share the risk of a false proof. `spending`: the chance of any false proof, however many campaigns there
 * are before one proves something, is at most alpha. `fdr`: of all proofs at most a share of alpha is false on average, by LORD++.
 * `each`: every campaign has the whole level, so whoever tries again and again will deploy something useless.
 */
export type AlphaPolicy = 'each' | 'fdr' | 'spending'

/**
 * The level for the next confirmation, given all before it in their order.
 *
 * `spending` gives the first test three quarters of alpha, for most cases are tested once, and the k-th of the others the part 6 / (π² k²) of
 * the rest. A proof begins anew with the whole of alpha, since the question is another one then: all levels together never exceed
 * alpha times one more than the proofs (D. P. Foster and R. A. Stine, "α-investing", J. R. Statist. Soc. B 70, 2008).
 *
 * LORD++ (A. Ramdas, F. Yang, M. J. Wainwright and M. I. Jordan, "Online control of the false discovery rate with decaying memory", NeurIPS 2017) begins
 * with half of alpha as wealth, spends it along a slowly falling sequence and earns alpha back with each proof. It asks much more of
 * each campaign: it is for campaigns that run on a schedule.
 */
export function nextAlpha(
  tests: readonly Pick<ConfirmTest, 'is_discovery'>[],
  { policy, alpha = 0.05 }: { readonly policy: AlphaPolicy; readonly alpha?: number },
): number {
  switch (policy) {
    case 'each':
      return alpha
    case 'spending':
      return alpha * shareOf(tests.length - tests.findLastIndex(({ is_discovery }) => is_discovery))
    case 'fdr':
      return lordPlusPlus(tests, alpha)
  }
}

const firstShare = 0.75

/** Of the test that is so many turns behind the last proof; these sum to 1. */
function shareOf(turn: number): number {
  return turn === 1 ? firstShare : ((1 - firstShare) * 6) / (Math.PI ** 2 * (turn - 1) ** 2)
}

function lordPlusPlus(tests: readonly Pick<ConfirmTest, 'is_discovery'>[], alpha: number): number {
  const turn = tests.length + 1
  const wealth = alpha / 2
  let level = wealth * spent(turn)
  let proofs = 0
  for (const [index, { is_discovery }] of tests.entries()) {
    if (!is_discovery) continue
    proofs += 1
    level += (proofs === 1 ? alpha - wealth : alpha) * spent(turn - index - 1)
  }
  return level
}

/** The share of wealth for the test that comes so many turns later; these sum to 1 (A. Javanmard and A. Montanari, Annals of Statistics 46, 2018). */
function spent(turns: number): number {
  return (0.07720838 * Math.log(Math.max(turns, 2))) / (turns * Math.exp(Math.sqrt(Math.log(turns))))
}
