import { z } from 'zod'
import { hypothesisLabelSchema } from './hypothesis.ts'

/**
 * What an edit does. `add`: a new rule after a rule, or at the end of a section, or where instructions end. `replace`,
 * `delete`, `move`: one rule, named by its id. `rewrite`: the whole text. `demonstrate`: an example made from a passing case.
 */
export const editOpSchema = z.enum(['add', 'replace', 'delete', 'move', 'rewrite', 'demonstrate'])
export type EditOp = z.infer<typeof editOpSchema>

/** One change of one component. The ids of rules are those of the text that the edit was made for; see `parseRules`. */
export const editSchema = z.looseObject({
  op: editOpSchema,
  /** The id of the component. */
  component: z.string().min(1),
  /** The rule that is replaced, deleted or moved. */
  rule_id: z.string().min(1).optional(),
  /** The rule behind which a rule is added or moved. */
  after: z.string().min(1).optional(),
  /** The heading, or its rule id, at the end of whose section a rule is added or moved. */
  section: z.string().min(1).optional(),
  /** What is added or put in place; without a list marker, which the place gives. */
  text: z.string().optional(),
  hypothesis: hypothesisLabelSchema,
  /** Why, in a sentence. */
  rationale: z.string(),
  /** Ids of the cases that suggest it. */
  evidence: z.array(z.string()),
})
export type Edit = z.infer<typeof editSchema>
