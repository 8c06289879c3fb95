import { z } from 'zod'
import { type Edit, editOpSchema } from '../search/edit.ts'
import { type HypothesisLabel, hypothesisLabelSchema } from '../search/hypothesis.ts'
import { type AnswerJson, readAnswerJson } from './answer-json.ts'

/** What the model thinks is wrong. */
export const diagnosisSchema = z.looseObject({
  cluster: z.string(),
  node: z.string(),
  hypothesis: hypothesisLabelSchema,
  why: z.string(),
})
export type Diagnosis = z.infer<typeof diagnosisSchema>

/** An answer that can be used. */
interface ParsedReflection {
  readonly diagnosis: readonly Diagnosis[]
  readonly edits: readonly Edit[]
}

/** Why an answer cannot be used, in a sentence for the model. */
interface ReflectionProblem {
  readonly kind: 'truncated' | 'too_long' | 'no_json' | 'not_json' | 'too_deep' | 'invalid'
  readonly message: string
}

export type ParseOutcome = { readonly reflection: ParsedReflection } | { readonly problem: ReflectionProblem }

/**
 * Reads the answer of a reflection model. Thoughts, fences and prose around the JSON are passed over, slips of its syntax are
 * mended; an answer that breaks off, or one of whose edits is not an edit, is turned away as a whole. `demonstrate` is no edit of
 * a model: what it writes could quote anything. Never throws.
 *
 * @param finishReason as the AI SDK reports it: `length`, `error`, `interrupted` and `content-filter` mean that it broke off, wherever it ends.
 */
export function parseReflection(text: string, finishReason: string): ParseOutcome {
  if (brokenOff.has(finishReason)) return failed('truncated')
  const json = readAnswerJson(text)
  if ('failure' in json) return failed(json.failure)
  const answer = answerSchema.safeParse(Array.isArray(json.value) ? { edits: json.value } : json.value)
  if (!answer.success) return { problem: { kind: 'invalid', message: describe(answer.error) } }
  return { reflection: answer.data }
}

const brokenOff: ReadonlySet<string> = new Set(['length', 'error', 'interrupted', 'content-filter'])

const maxEdits = 24
const maxText = 40_000
const maxSentence = 600

/** What a model gives in place of nothing. */
const absent = z.union([z.null(), z.string().regex(/^\s*$/)]).transform(() => undefined)
const optionalName = z.union([absent, z.string().max(maxSentence).transform(bareId)]).optional()
/** Missing counts as `null`. */
const anything = z.unknown().prefault(null)
/** Only for reading: too long is cut short. */
const sentence = anything.transform((value) =>
  typeof value === 'string' ? value.slice(0, maxSentence).replaceAll(/\p{Surrogate}/gu, '\uFFFD') : '',
)
const label = anything.transform((value): HypothesisLabel => hypothesisLabelSchema.safeParse(value).data ?? 'other')
const caseIds = anything.transform((value) =>
  Array.isArray(value)
    ? value.filter((item) => typeof item === 'string' && item.length <= maxSentence).slice(0, maxEdits)
    : [],
)

const givenEdit = z
  .looseObject({
    op: editOpSchema.exclude(['demonstrate']),
    component: z.string().min(1).max(maxSentence),
    rule_id: optionalName,
    ruleId: optionalName,
    after: optionalName,
    section: optionalName,
    text: z.union([z.null().transform(() => undefined), z.string().max(maxText)]).optional(),
    hypothesis: label,
    rationale: sentence,
    evidence: caseIds,
  })
  .transform(({ op, component, rule_id, ruleId, after, section, text, hypothesis, rationale, evidence }): Edit => {
    const id = rule_id ?? ruleId
    return {
      op,
      component,
      ...(id === undefined ? {} : { rule_id: id }),
      ...(after === undefined ? {} : { after }),
      ...(section === undefined ? {} : { section }),
      ...(text === undefined ? {} : { text }),
      hypothesis,
      rationale,
      evidence,
    }
  })

const givenDiagnosis = z.looseObject({ cluster: sentence, node: sentence, hypothesis: label, why: sentence })

const answerSchema = z
  .looseObject({
    diagnosis: anything.transform(readDiagnosis),
    edits: z.array(givenEdit).max(maxEdits),
  })
  .transform(({ diagnosis, edits }) => ({ diagnosis, edits }))

/** A diagnosis is good to have, and nothing depends on it. */
function readDiagnosis(value: unknown): Diagnosis[] {
  if (!Array.isArray(value)) return []
  return value.slice(0, maxEdits).flatMap((item): Diagnosis[] => {
    const { data } = givenDiagnosis.safeParse(item)
    return data === undefined
      ? []
      : [{ cluster: data.cluster, node: data.node, hypothesis: data.hypothesis, why: data.why }]
  })
}

/** The ids stand in brackets in the question, and models copy these too. */
function bareId(written: string): string {
  return written.trim().replace(/^\[([\w.]+)\]$/, '$1')
}

type Failure = Extract<AnswerJson, { failure: unknown }>['failure']

function failed(kind: Failure): ParseOutcome {
  return { problem: { kind, message: failures[kind] } }
}

const failures: Readonly<Record<Failure, string>> = {
  truncated: 'The answer broke off before its JSON was complete; give fewer and shorter edits.',
  too_long: 'The answer is far too long; give a few short edits.',
  no_json: 'The answer holds no JSON object with "edits".',
  not_json: 'The answer is not valid JSON; quote every text, and escape quotation marks and line ends in it.',
  too_deep: 'The answer is nested too deeply; "edits" is a plain list of objects.',
}

const maxShownIssues = 6

function describe({ issues }: z.ZodError): string {
  const shown = issues.slice(0, maxShownIssues).map(({ path, message }) => `${path.join('.') || 'answer'}: ${message}`)
  return `The answer has not the form that was asked for: ${shown.join('; ')}.`
}
