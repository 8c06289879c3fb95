import { testCaseSchema, type Assertion, type TestCase } from '@autoopt/config'
import { convertAssertion } from './convert-assertion.ts'
import { expandVars } from './expand-vars.ts'
import type { LoadedTest, PlacedAssertion } from './merge-tests.ts'
import { note, placeAt, type PromptfooPlace } from './promptfoo-problem.ts'
import { renderVars } from './render-vars.ts'

/** How a test becomes cases. */
export interface ConvertTestOptions {
  readonly caseId: string
  readonly queryVariable?: string | undefined
  readonly place: PromptfooPlace
}

/** The cases that a test stands for, what it inherits already in it: one for each combination of its variables. */
export async function convertTest(loaded: LoadedTest, options: ConvertTestOptions): Promise<TestCase[]> {
  const { test, vars } = loaded
  const combinations = test.options?.['disableVarExpansion'] === true ? [vars] : expandVars(vars)
  const cases: TestCase[] = []
  for (const [index, combination] of combinations.entries()) {
    const caseId = combinations.length > 1 ? `${options.caseId}-${index + 1}` : options.caseId
    const converted = await convertOne(loaded, combination, { ...options, caseId })
    if (converted !== undefined) cases.push(converted)
  }
  return cases
}

async function convertOne(
  { test, assertions }: LoadedTest,
  vars: Readonly<Record<string, unknown>>,
  { caseId, queryVariable, place }: ConvertTestOptions,
): Promise<TestCase | undefined> {
  const rendered = renderVars(vars, vars, placeAt(place, 'vars')) as Record<string, unknown>
  const { inputs, query } = splitQuery(rendered, queryVariable)
  const result = testCaseSchema.safeParse({
    case_id: caseId,
    ...(test.description !== undefined && {
      description: renderVars(test.description, rendered, placeAt(place, 'description')),
    }),
    inputs,
    ...(query !== undefined && { query }),
    assertions: await convertAssertions(assertions, rendered),
    tags: tagsOf(test.metadata ?? {}, placeAt(place, 'metadata')),
  })
  if (result.success) return result.data
  const why = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
  note(place, `The test cannot be a case (${why}); it was left out.`)
  return undefined
}

async function convertAssertions(
  list: readonly PlacedAssertion[],
  vars: Readonly<Record<string, unknown>>,
): Promise<Assertion[]> {
  const assertions: Assertion[] = []
  for (const { written, place } of list) assertions.push(...(await convertAssertion(written, vars, place)))
  return assertions
}

function splitQuery(
  vars: Readonly<Record<string, unknown>>,
  name: string | undefined,
): { readonly inputs: Readonly<Record<string, unknown>>; readonly query?: string } {
  const query = name === undefined ? undefined : vars[name]
  if (name === undefined || typeof query !== 'string') return { inputs: vars }
  const { [name]: _query, ...inputs } = vars
  return { inputs, query }
}

/** `category: math` becomes the tag `category:math`, a list one tag for each of its members. */
function tagsOf(metadata: Readonly<Record<string, unknown>>, place: PromptfooPlace): string[] {
  return Object.entries(metadata).flatMap(([key, value]) =>
    [value].flat().flatMap((each) => {
      if (typeof each === 'string' || typeof each === 'number' || typeof each === 'boolean') return [`${key}:${each}`]
      note(placeAt(place, key), 'Only text, numbers and lists of them become tags; it was left out.')
      return []
    }),
  )
}
