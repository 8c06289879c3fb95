import type { Contender } from '../contender.ts'
import { axDefaults, axGepa, axTuned } from './ax-gepa.ts'
import { bestOfN } from './best-of-n.ts'
import { campaign } from './campaign.ts'
import { randomSearch } from './random-search.ts'

/** All, ours first. */
export const contenders: readonly Contender[] = [campaign, axGepa(axDefaults), axGepa(axTuned), bestOfN, randomSearch]
