import { z } from 'zod'
import { assertionSchema } from './assertion.ts'
import { jsonValueSchema } from './json-value.ts'

/** Values by the names of the app's input variables. */
export const inputsSchema = z.record(z.string(), jsonValueSchema)
export type Inputs = z.infer<typeof inputsSchema>

/** One exchange of a conversation. */
export const conversationTurnSchema = z
  .strictObject({
    query: z.string().meta({ description: 'What the user says.' }),
    inputs: inputsSchema.default({}).meta({ description: 'Inputs that change with this turn.' }),
    expected_outputs: inputsSchema.optional().meta({ description: 'What the answer should be, by output name.' }),
    assertions: z.array(assertionSchema).default([]).meta({ description: 'Expectations of the answer.' }),
  })
  .meta({ id: 'ConversationTurn' })
export type ConversationTurn = z.infer<typeof conversationTurnSchema>

/** One set of inputs with expectations. */
export const testCaseSchema = z.strictObject({
  case_id: z.string().min(1).meta({ description: 'Unique in its dataset.' }),
  description: z.string().optional().meta({ description: 'What this case is about.' }),
  inputs: inputsSchema.default({}).meta({ description: "Values by the names of the app's input variables." }),
  query: z.string().optional().meta({ description: 'What the user says, in chat apps.' }),
  turns: z
    .array(conversationTurnSchema)
    .min(1)
    .optional()
    .meta({ description: 'A whole conversation, in place of `query`.' }),
  expected_outputs: inputsSchema
    .optional()
    .meta({ description: 'What the outputs should be, by output name; judges and rewrites read it.' }),
  assertions: z.array(assertionSchema).default([]).meta({ description: 'Expectations of the outputs.' }),
  tags: z.array(z.string().min(1)).default([]).meta({ description: 'Words to choose and to report cases by.' }),
  group: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'Cases of one group come from one source: they stay together and count as related.' }),
  must_pass: z.boolean().default(false).meta({ description: 'A variant that fails this case is never better.' }),
  weight: z.number().positive().default(1).meta({ description: 'Share in the score, relative to other cases.' }),
})
export type TestCase = z.infer<typeof testCaseSchema>
