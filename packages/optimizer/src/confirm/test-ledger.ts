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
})
export type ConfirmTest = z.infer<typeof confirmTestSchema>

/**
 * How campaigns share the risk of a false proof. `each`: every campaign has the whole level. `fdr`: of all proofs at most a share of
 * alpha is false on average, by LORD++. `spending`: the chance of any false proof ever is at most alpha.
 */
export type AlphaPolicy = 'each' | 'fdr' | 'spending'

/**
 * The level for the next confirmation, given all before it in their order.
 *
 * LORD++ (A. Ramdas, F. Yang, M. J. Wainwright and M. I. Jordan, "Online control of the false discovery rate with decaying memory", NeurIPS 2017) begins
 * with half of alpha as wealth, spends it along a slowly falling sequence and earns alpha back with each proof. `spending` gives test t the
 * part 6 / (π² t²) of alpha. Both ask much more of each campaign: they are for campaigns that run on a schedule.
 */
export function nextAlpha(
  tests: readonly Pick<ConfirmTest, 'is_discovery'>[],
  { policy, alpha = 0.05 }: { readonly policy: AlphaPolicy; readonly alpha?: number },
): number {
  const turn = tests.length + 1
  switch (policy) {
    case 'each':
      return alpha
    case 'spending':
      return (alpha * 6) / (Math.PI ** 2 * turn ** 2)
    case 'fdr':
      return lordPlusPlus(tests, alpha)
  }
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
