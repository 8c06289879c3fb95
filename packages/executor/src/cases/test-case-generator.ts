import type { Dataset, TestCase } from '@autoopt/config'
import { contentHash } from './content-hash.ts'
import { CaseHashError, CaseRowError, DuplicateCaseError } from './errors.ts'
import { formatPlace } from './files/case-record.ts'
import { type PlacedCase, readCaseFile } from './files/read-case-file.ts'
import { generateCases } from './generate/generate-cases.ts'
import { HashCounts } from './hash-counts.ts'
import { InputFiles } from './inputs/input-files.ts'
import { mapFileInputs } from './inputs/map-file-inputs.ts'

export interface TestCaseGeneratorOptions {
  /** The folder of the plan, which all paths are relative to. */
  readonly baseFolder: string
  /** Of every choice that is left to chance. */
  readonly seed: number
  /** The day of `{{date}}`. Default: today. */
  readonly now?: Date
}

export interface GenerateCasesOptions {
  readonly signal?: AbortSignal
}

/** Turns datasets into cases: those written out, then those in files, then those that parameters and conversations give. */
export class TestCaseGenerator {
  readonly #baseFolder: string
  readonly #seed: number
  readonly #now: Date

  constructor({ baseFolder, seed, now = new Date() }: TestCaseGeneratorOptions) {
    this.#baseFolder = baseFolder
    this.#seed = seed
    this.#now = now
  }

  /**
   * The cases of a dataset, one by one and at every call the same ones. Rows of tables and of JSON Lines are not kept; a case takes
   * 18 to 36 bytes, which tell repeated ids. A case without an id gets one made of its content.
   *
   * @throws {@link CaseError} when the dataset gives no cases, with the file, row and column that are to blame.
   */
  async *generate(dataset: Dataset, { signal }: GenerateCasesOptions = {}): AsyncGenerator<TestCase> {
    const reading: Reading = { dataset, files: new InputFiles(this.#baseFolder), signal }
    const ids = new HashCounts()
    let ordinal = 0
    for await (const placed of this.#cases(reading)) {
      signal?.throwIfAborted()
      const case_id = placed.testCase.case_id ?? freeId(placed, ids)
      if (placed.testCase.case_id !== undefined && ids.add(case_id) > 0)
        await this.#refuseIfRepeated(placed, ordinal, reading)
      ordinal += 1
      yield await complete(placed, case_id, reading)
    }
  }

  async *#cases({ dataset, files, signal }: Reading): AsyncGenerator<PlacedCase> {
    const source = `dataset ${JSON.stringify(dataset.dataset_id)}, cases`
    for (const [index, testCase] of dataset.cases.entries())
      yield { testCase, place: { source, row: index + 1, unit: 'case' } }
    for (const file of dataset.case_files) yield* readCaseFile(file, { baseFolder: this.#baseFolder, signal })
    yield* generateCases(dataset, { files, seed: this.#seed, now: this.#now })
  }

  /** Reads everything once more up to the case whose id seems to be taken: only hashes of ids are kept, and hashes can be equal. */
  async #refuseIfRepeated({ testCase, place }: PlacedCase, ordinal: number, reading: Reading): Promise<void> {
    const ids = new HashCounts()
    let earlier = 0
    for await (const candidate of this.#cases(reading)) {
      if (earlier === ordinal) return
      earlier += 1
      if ((candidate.testCase.case_id ?? freeId(candidate, ids)) !== testCase.case_id) continue
      throw new DuplicateCaseError(
        `${formatPlace(place)}: the id ${JSON.stringify(testCase.case_id)} is taken by ${formatPlace(candidate.place)}. Give each case an id of its own.`,
        { case_id: testCase.case_id, place, taken_by: candidate.place },
      )
    }
  }
}

/** One pass over a dataset. */
interface Reading {
  readonly dataset: Dataset
  readonly files: InputFiles
  readonly signal: AbortSignal | undefined
}

/** Adds what the dataset says of every case, and what there is to know of its files. */
async function complete(
  { testCase, place }: PlacedCase,
  case_id: string,
  { dataset: { assertions, tags }, files }: Reading,
): Promise<TestCase> {
  const withFiles = await mapFileInputs(testCase, (file, name) =>
    files.open(file, `${formatPlace(place)}, input ${JSON.stringify(name)}`),
  )
  return {
    ...withFiles,
    case_id,
    assertions: [...testCase.assertions, ...assertions],
    tags: [...new Set([...testCase.tags, ...tags])],
  }
}

/** The id of a case's content; a content that was there before gets a number behind it. */
function freeId(placed: PlacedCase, ids: HashCounts): string {
  const id = contentIdOf(placed)
  const repeats = ids.add(id)
  if (repeats === 0) return id
  let number = repeats + 1
  while (ids.add(`${id}-${number}`) > 0) number += 1
  return `${id}-${number}`
}

/** Made of what is asked, not of what is expected: a corrected expectation is still the same case. */
function contentIdOf({ testCase: { inputs, query, turns }, contentId, place }: PlacedCase): string {
  if (contentId !== undefined) return contentId
  try {
    const asked = turns?.map((turn) => ({ query: turn.query, inputs: turn.inputs }))
    return `c-${contentHash({ inputs, query, turns: asked }).slice(0, 12)}`
  } catch (cause) {
    if (!(cause instanceof CaseHashError)) throw cause
    throw new CaseRowError(`${formatPlace(place)}: ${cause.message}`, { ...place }, { cause })
  }
}
