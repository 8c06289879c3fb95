import type { TestCase } from '@autoopt/config'
import { convertTest } from './convert-test.ts'
import { dereference } from './dereference.ts'
import { loadTests, parseTests, type PromptfooFormat } from './load-tests.ts'
import { loadVars } from './load-vars.ts'
import { mergeTests, type LoadedTest } from './merge-tests.ts'
import { noteUnknownOfConfig, noteUnknownOfTest } from './note-unknown.ts'
import { parseCsvTests, type PlacedTest } from './parse-csv-tests.ts'
import { note, placeAt, type PromptfooPlace, type PromptfooProblem } from './promptfoo-problem.ts'
import {
  promptfooConfigSchema,
  promptfooScenarioSchema,
  promptfooTestSchema,
  type PromptfooTest,
} from './promptfoo-shapes.ts'
import { isFileReference, readValue } from './resolve-file.ts'

/** Where tests are read from. */
export interface ReadPromptfooOptions {
  /** Folder that relative paths inside the tests start from. */
  readonly baseFolder: string
  /** How a text is written. Default: `yaml`, which includes JSON. */
  readonly format?: PromptfooFormat | undefined
  /** Name of the variable that is what the user says, in chat apps. Default: all variables are inputs. */
  readonly queryVariable?: string | undefined
}

/** Cases, and what of the tests is not in them. */
export interface PromptfooCases {
  readonly cases: TestCase[]
  /** Empty when the cases say all that the tests do. */
  readonly problems: PromptfooProblem[]
}

/**
 * Reads the tests of promptfoo as cases: a whole configuration (`tests`, `scenarios`, `defaultTest`), a list of tests, one test, or a
 * CSV file with `__expected` columns; as text, or parsed already. Variables become inputs, metadata becomes tags, and templates are
 * filled in. What has no counterpart is left out and named among the problems, never silently. Which prompts and providers
 * promptfoo would run is no part of a case, and is passed over.
 */
export async function readPromptfooTests(
  source: string | object,
  { baseFolder, format = 'yaml', queryVariable }: ReadPromptfooOptions,
): Promise<PromptfooCases> {
  const problems: PromptfooProblem[] = []
  const top: PromptfooPlace = { path: '', problems, baseFolder, root: undefined }
  const tests = await readTests(source, format, top)
  const cases: TestCase[] = []
  for (const [index, test] of tests.entries()) {
    cases.push(...(await convertTest(test, { caseId: `test-${index + 1}`, queryVariable, place: test.place })))
  }
  return { cases, problems: unique(problems) }
}

interface WholeTest extends LoadedTest {
  readonly place: PromptfooPlace
}

const nothing: LoadedTest = { test: {}, vars: {}, assertions: [] }

async function readTests(source: string | object, format: PromptfooFormat, top: PromptfooPlace): Promise<WholeTest[]> {
  if (typeof source === 'string' && format === 'csv') return wholeTests(parseCsvTests(source, top), nothing)
  const document = typeof source === 'string' ? parseTests(source, format, top) : source
  const place = { ...top, root: document }
  if (!isConfig(document)) return document === undefined ? [] : wholeTests(await loadTests(document, place), nothing)
  const config = promptfooConfigSchema.safeParse(document)
  if (!config.success) {
    note(
      top,
      `It is no configuration of promptfoo (${config.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}).`,
    )
    return []
  }
  noteUnknownOfConfig(config.data, place)
  const { tests = [], scenarios = [], defaultTest } = config.data
  const base = defaultTest === undefined ? nothing : await readDefaultTest(defaultTest, placeAt(place, 'defaultTest'))
  const plain = await wholeTests(await loadTests(tests, placeAt(place, 'tests')), base)
  return [...plain, ...(await scenarioTests(scenarios, base, placeAt(place, 'scenarios')))]
}

function isConfig(document: unknown): boolean {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return false
  return ['tests', 'scenarios', 'defaultTest', 'prompts', 'providers', 'targets'].some(
    (key) => key in document && !('vars' in document),
  )
}

async function readDefaultTest(written: unknown, place: PromptfooPlace): Promise<LoadedTest> {
  const value = isFileReference(written) ? await readValue(written, place) : written
  const [test] = await wholeTests([{ test: value, place }], nothing)
  return test ?? nothing
}

async function wholeTests(written: readonly PlacedTest[], base: LoadedTest): Promise<WholeTest[]> {
  const tests: WholeTest[] = []
  for (const { test, place } of written) {
    const parsed = promptfooTestSchema.safeParse(test)
    if (parsed.success) tests.push({ ...mergeTests(base, await loadTest(parsed.data, place)), place })
    else {
      const why = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
      note(place, `It is no test of promptfoo (${why}); it was left out.`)
    }
  }
  return tests
}

async function loadTest(test: PromptfooTest, place: PromptfooPlace): Promise<LoadedTest> {
  noteUnknownOfTest(test, place)
  const { vars, assert = [], ...rest } = test
  const assertions = assert.map((written, index) => ({ written, place: placeAt(placeAt(place, 'assert'), index) }))
  return { test: rest, vars: await loadVars(vars, placeAt(place, 'vars')), assertions }
}

/** Each test of a scenario with each of its settings. */
async function scenarioTests(
  scenarios: readonly unknown[],
  base: LoadedTest,
  list: PromptfooPlace,
): Promise<WholeTest[]> {
  const all: WholeTest[] = []
  for (const [index, written] of scenarios.entries()) {
    const place = placeAt(list, index)
    const parsed = promptfooScenarioSchema.safeParse(dereference(written, place))
    if (!parsed.success) {
      note(place, 'A scenario needs a list "config"; it was left out.')
      continue
    }
    const { config, tests = [{}] } = parsed.data
    const settings = await wholeTests(await loadTests(config, placeAt(place, 'config')), base)
    const inside = await loadTests(tests, placeAt(place, 'tests'))
    for (const setting of settings) all.push(...(await wholeTests(inside, setting)))
  }
  return all
}

/** What all tests inherit is converted, and complained about, for each of them. */
function unique(problems: readonly PromptfooProblem[]): PromptfooProblem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()]
}
