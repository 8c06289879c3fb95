import { testResultSchema } from '@autoopt/collector'
import { z } from 'zod'
import { observationSchema } from '../../race/observation.ts'

/** What a campaign depends on. A journal goes on only where all of it is the same. */
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
  resultRecordSchema,
  answerRecordSchema,
  decisionRecordSchema,
])
export type JournalRecord = z.infer<typeof journalRecordSchema>
export type CampaignRecord = z.infer<typeof campaignRecordSchema>
export type AnswerRecord = z.infer<typeof answerRecordSchema>
