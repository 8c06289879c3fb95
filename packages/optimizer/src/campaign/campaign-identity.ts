import { createHash } from 'node:crypto'
import type { CampaignTerms } from './budget/campaign-terms.ts'
import type { CampaignOptions } from './campaign-options.ts'
import { JournalMismatchError } from './errors.ts'
import type { CampaignIdentity } from './journal/journal-record.ts'

/** Everything that decides what a campaign does, except what its journal answers and what its terms allow. */
export function identifyCampaign(options: CampaignOptions): CampaignIdentity {
  const { components, cases, seed = 0, glossary = [], alpha = null, worthwhile = null, margins = {} } = options
  const { alphaPolicy = null, strategies = null, holdout = null, reflectionModel } = options
  const settings = {
    glossary,
    alpha,
    alphaPolicy,
    worthwhile,
    margins,
    strategies,
    holdout,
    reflects: reflectionModel !== undefined,
  }
  return {
    seed: String(seed),
    components: Object.fromEntries(components.map(({ id, text }) => [id, hash(text)])),
    cases: Object.fromEntries(cases.map((testCase) => [testCase.case_id, hash(JSON.stringify(testCase))])),
    settings: JSON.parse(JSON.stringify(settings)) as CampaignIdentity['settings'],
  }
}

/** A short name that is the same for the same campaign, begun with the same terms. */
export function nameCampaign(identity: CampaignIdentity, terms: CampaignTerms): string {
  return hash(JSON.stringify([identity, terms])).slice(0, 12)
}

/** @throws {@link JournalMismatchError} when the two differ, with how. */
export function requireSame(recorded: CampaignIdentity, current: CampaignIdentity): void {
  const differences = [
    ...(recorded.seed === current.seed ? [] : [`the seed was ${recorded.seed} and is ${current.seed}`]),
    ...compare('prompt', recorded.components, current.components),
    ...compare('case', recorded.cases, current.cases),
    ...compare('setting', recorded.settings, current.settings),
  ]
  if (differences.length > 0) throw new JournalMismatchError({ differences })
}

function compare(
  kind: string,
  recorded: Readonly<Record<string, unknown>>,
  current: Readonly<Record<string, unknown>>,
): string[] {
  const names = new Set([...Object.keys(recorded), ...Object.keys(current)])
  return [...names].flatMap((name) => {
    if (!(name in current)) return [`${kind} ${name} is gone`]
    if (!(name in recorded)) return [`${kind} ${name} is new`]
    return JSON.stringify(recorded[name]) === JSON.stringify(current[name]) ? [] : [`${kind} ${name} has changed`]
  })
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
