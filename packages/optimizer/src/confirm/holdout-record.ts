import { z } from 'zod'
import { confirmTestSchema } from './test-ledger.ts'

/** After so many campaigns have looked at a holdout, choices have adapted to it. */
const wornOutAfter = 3

/** What campaigns have asked of a dataset: who has looked at its holdout, who has tested on it. Keep it beside the dataset, for all campaigns. */
export const holdoutRecordSchema = z.looseObject({
  /** The salt that the dataset is split by: see `balancedSalt`. */
  salt: z.string(),
  uses: z.array(z.looseObject({ campaign_id: z.string(), at: z.iso.datetime() })),
  /** In their order. */
  tests: z.array(confirmTestSchema).default([]),
})
export type HoldoutRecord = z.infer<typeof holdoutRecordSchema>

/** The record with one campaign more; a campaign that is resumed counts once. Write it before the holdout is looked at. */
export function recordHoldoutUse(
  record: HoldoutRecord,
  { campaignId, at }: { readonly campaignId: string; readonly at: Date },
): HoldoutRecord {
  if (record.uses.some(({ campaign_id }) => campaign_id === campaignId)) return record
  return { ...record, uses: [...record.uses, { campaign_id: campaignId, at: at.toISOString() }] }
}

/** Whether more than three campaigns have looked: its numbers are too rosy then, and new cases are due. */
export function isWornOut({ uses }: HoldoutRecord): boolean {
  return uses.length > wornOutAfter
}
