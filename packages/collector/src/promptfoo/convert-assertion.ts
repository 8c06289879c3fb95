import { assertionSchema, type Assertion } from '@autoopt/config'
import { dereference } from './dereference.ts'
import { note, placeAt, type PromptfooPlace } from './promptfoo-problem.ts'
import { promptfooAssertionSchema, type PromptfooAssertion } from './promptfoo-shapes.ts'
import { promptfooTypes } from './promptfoo-types.ts'
import { renderVars } from './render-vars.ts'
import { isFileReference, parseYaml, readValue } from './resolve-file.ts'

const sameMeaning: Readonly<Record<string, string>> = {
  'model-graded-factuality': 'factuality',
  'similar:cosine': 'similar',
}
const known = new Set(['type', 'value', 'threshold', 'weight', 'metric', 'assert'])
const takesList = /^(?:not-)?i?contains-(?:any|all)$/
const takesSchema = /^(?:not-)?(?:is|contains)-json$/
const takesText = /^(?:not-)?(?:i?contains|starts-with|levenshtein|rouge-n|regex|llm-rubric|factuality|select-best)$/

/**
 * The assertions that one of promptfoo's stands for: itself; the members of an `assert-set` without a threshold, its weight shared
 * among them; none, with a problem, when there is no counterpart.
 */
export async function convertAssertion(
  written: unknown,
  vars: Readonly<Record<string, unknown>>,
  place: PromptfooPlace,
): Promise<Assertion[]> {
  const parsed = promptfooAssertionSchema.safeParse(dereference(written, place))
  if (!parsed.success) {
    note(place, 'An assertion needs a type; it was left out.')
    return []
  }
  const assertion = parsed.data
  noteUnknown(assertion, place)
  if (assertion.type === 'assert-set') return convertSet(assertion, vars, place)
  const one = await convertOne(assertion, vars, place)
  return one === undefined ? [] : [one]
}

function noteUnknown(assertion: PromptfooAssertion, place: PromptfooPlace): void {
  for (const key of Object.keys(assertion)) {
    if (known.has(key)) continue
    const remedy = key === 'provider' ? '; name the judging model under roles' : ''
    note(placeAt(place, key), `${key} of an assertion has no counterpart here and was left out${remedy}.`)
  }
}

async function convertSet(
  { assert = [], threshold, weight = 1 }: PromptfooAssertion,
  vars: Readonly<Record<string, unknown>>,
  place: PromptfooPlace,
): Promise<Assertion[]> {
  if (threshold !== undefined) {
    note(placeAt(place, 'threshold'), 'An assert-set with a threshold has no counterpart here; it was left out.')
    return []
  }
  const members: Assertion[] = []
  for (const [index, member] of assert.entries()) {
    members.push(...(await convertAssertion(member, vars, placeAt(placeAt(place, 'assert'), index))))
  }
  const sum = members.reduce((total, member) => total + member.weight, 0)
  for (const member of members) member.weight = sum === 0 ? 0 : (weight * member.weight) / sum
  return members
}

async function convertOne(
  assertion: PromptfooAssertion,
  vars: Readonly<Record<string, unknown>>,
  place: PromptfooPlace,
): Promise<Assertion | undefined> {
  const { threshold, weight, metric } = assertion
  const type = nameOf(assertion.type)
  const before = place.problems.length
  const value = await valueOf(type, assertion.value, { vars, place: placeAt(place, 'value') })
  if (place.problems.length > before) return undefined
  const result = assertionSchema.safeParse({
    type,
    ...(value !== undefined && { value }),
    ...(threshold !== undefined && { threshold }),
    ...(weight !== undefined && { weight }),
    ...(metric !== undefined && { description: metric }),
  })
  if (result.success) return result.data
  const why =
    promptfooTypes.has(assertion.type.replace(/^not-/, '')) &&
    result.error.issues.some(({ path }) => path[0] === 'type')
  const finding = why
    ? `There is no assertion ${assertion.type} here`
    : `It cannot be used (${result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')})`
  note(place, `${finding}; it was left out.`)
  return undefined
}

function nameOf(type: string): string {
  const [, not = '', name = ''] = /^(not-)?([\s\S]*)$/.exec(type) ?? []
  return `${not}${Object.hasOwn(sameMeaning, name) ? sameMeaning[name] : name}`
}

async function valueOf(
  type: string,
  written: unknown,
  { vars, place }: { readonly vars: Readonly<Record<string, unknown>>; readonly place: PromptfooPlace },
): Promise<unknown> {
  const loaded = isFileReference(written) ? await readValue(written, place) : written
  const value = type.endsWith('javascript') ? loaded : renderVars(loaded, vars, place)
  if (takesList.test(type) && typeof value === 'string') return value.split(',').map((part) => part.trim())
  if (takesList.test(type) && Array.isArray(value)) return value.map(asText)
  if (takesSchema.test(type) && typeof value === 'string') return parseYaml(value, place)
  return takesText.test(type) ? asText(value) : value
}

function asText(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
}
