import type { GuardMargins } from '@autoopt/optimizer'
import { UsageError } from '../exit-code.ts'
import type { CampaignFlags } from './campaign-flags.ts'

export interface MarginsOptions {
  readonly isSimulated: boolean
}

/**
 * How much more a better wording may take, as flags say; what they do not name is left to the optimizer.
 *
 * @throws {@link UsageError} for a flag that is no percentage.
 */
export function campaignMargins(flags: CampaignFlags, { isSimulated }: MarginsOptions): GuardMargins {
  const cost = parseIncrease('--max-cost-increase', flags.maxCostIncrease)
  // How long a simulator takes says nothing about prompts.
  const unset = isSimulated ? null : undefined
  const latency = parseIncrease('--max-latency-increase', flags.maxLatencyIncrease) ?? unset
  return {
    ...(cost === undefined ? {} : { costIncrease: cost }),
    ...(latency === undefined ? {} : { latencyIncrease: latency }),
  }
}

/** A share; `null` for as much as it likes. */
function parseIncrease(flag: string, text: string | undefined): number | null | undefined {
  if (text === undefined) return undefined
  if (text === 'any') return null
  const [, percent] = /^(\d+(?:\.\d+)?)\s*%?$/.exec(text) ?? []
  if (percent === undefined) throw new UsageError(`${flag} takes a percentage, such as 25, or any; not "${text}".`)
  return Number(percent) / 100
}
