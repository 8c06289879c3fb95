import { z } from 'zod'
import { InvalidLabelHistoryError } from './label-errors.ts'
import { type LabelRevision, labelRevisionSchema } from './label-revision.ts'
import { parseRecord } from './parse-record.ts'

/**
 * Checks that a value is the whole history of a label, and returns a deep-frozen copy that shares nothing with it.
 * @throws {@link InvalidLabelHistoryError} when a revision does not fit `labelRevisionSchema` or is not numbered by its
 * place, counted from 1.
 */
export function parseLabelHistory(input: unknown): LabelRevision[] {
  const parsed = parseRecord(historySchema, input)
  if ('value' in parsed) return [...parsed.value]
  throw new InvalidLabelHistoryError(parsed.issues, { cause: parsed.cause })
}

const historySchema = z.array(labelRevisionSchema).superRefine((revisions, context) => {
  const place = revisions.findIndex(({ revision }, index) => revision !== index + 1)
  if (place === -1) return
  context.addIssue({
    code: 'custom',
    path: [place, 'revision'],
    message: `expected ${place + 1}, the place in the history`,
  })
})
