import { testResultSchema } from '@autoopt/collector'
import { z } from 'zod'
import { observationSchema } from '../../race/observation.ts'
import { campaignTermsSchema } from '../budget/campaign-terms.ts'

/** What a campaign depends on, beside its terms. A journal goes on only where all of it is the same. */
export const campaignIdentitySchema = z.looseObject({
  seed: z.string(),
  /** SHA-256 of the text of each prompt, by prompt id. */
  components: z.record(z.string(), z.string()),
  /** SHA-256 of each case, by case id. */
  cases: z.record(z.string(), z.string()),
  /** Everything else that decides what is done, by name. */
  settings: z.record(z.string(), z.json()),
})
export type CampaignIdentity = z.infer<typeof campaignIdentitySchema>

/** The first record: whose journal it is. */
export const campaignRecordSchema = z.looseObject({
  kind: z.literal('campaign'),
  format: z.literal(1),
  started_at: z.iso.datetime(),
  identity: campaignIdentitySchema,
  /** Those that it was begun with. */
  terms: campaignTermsSchema,
})

/** From here on other terms hold. */
export const termsRecordSchema = z.looseObject({ kind: z.literal('terms'), terms: campaignTermsSchema })

/** From this round on the terms had a say in what was done; rounds count from 1, and 0 is the first look. */
export const cutRecordSchema = z.looseObject({ kind: z.literal('cut'), round: z.int().min(0) })

/** What was proven was told. */
export const verdictRecordSchema = z.looseObject({
  kind: z.literal('verdict'),
  verdict: z.enum(['deploy', 'canary', 'keep', 'inconclusive']),
  /** The level that it was held to. */
  alpha: z.number(),
})

/** A run that was paid for. */
export const resultRecordSchema = z.looseObject({
  kind: z.literal('result'),
  purpose: observationSchema.shape.purpose,
  result: testResultSchema,
})

/** An answer of a model that was paid for. */
export const answerRecordSchema = z.looseObject({
  kind: z.literal('answer'),
  /** SHA-256 of everything that was asked. */
  request: z.string(),
  answer: z.looseObject({
    content: z.array(z.looseObject({ type: z.string() })),
    finishReason: z.looseObject({ unified: z.string() }),
    usage: z.looseObject({}),
    providerMetadata: z.record(z.string(), z.record(z.string(), z.json())).optional(),
  }),
})

/** Something that was decided by what a replay cannot know, such as the time. */
export const decisionRecordSchema = z.looseObject({
  kind: z.literal('decision'),
  /** Which decision, once in a campaign. */
  key: z.string(),
  value: z.boolean(),
  /** How long the campaign has worked, all its sessions together. */
  elapsed_ms: z.number().min(0),
})

/** One line of a journal: what a campaign paid for, or decided. */
export const journalRecordSchema = z.discriminatedUnion('kind', [
  campaignRecordSchema,
  termsRecordSchema,
  cutRecordSchema,
  verdictRecordSchema,
  resultRecordSchema,
  answerRecordSchema,
  decisionRecordSchema,
])
export type JournalRecord = z.infer<typeof journalRecordSchema>
export type CampaignRecord = z.infer<typeof campaignRecordSchema>
export type ResultRecord = z.infer<typeof resultRecordSchema>
export type AnswerRecord = z.infer<typeof answerRecordSchema>
