import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Dataset, datasetSchema, type TestCase } from '@autoopt/config'
import { CaseError, TestCaseGenerator } from '../../src/index.ts'

/** A dataset `d` as a plan would say it. */
export function dataset(fields: object): Dataset {
  return datasetSchema.parse({ dataset_id: 'd', ...fields })
}

export interface CollectOptions {
  readonly baseFolder?: string
  readonly seed?: number
  readonly now?: Date
}

/** All cases of a dataset. */
export async function collectCases(
  fields: object,
  { baseFolder = tmpdir(), seed = 1, now = new Date('2026-03-04T05:06:07Z') }: CollectOptions = {},
): Promise<TestCase[]> {
  const cases: TestCase[] = []
  for await (const testCase of new TestCaseGenerator({ baseFolder, seed, now }).generate(dataset(fields)))
    cases.push(testCase)
  return cases
}

/** The inputs of all cases of a dataset. */
export async function collectInputs(fields: object, options: CollectOptions = {}): Promise<TestCase['inputs'][]> {
  return (await collectCases(fields, options)).map((testCase) => testCase.inputs)
}

/** A new folder with one file in it. */
export async function folderWith(name: string, content: string | Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cases-'))
  await writeFile(join(folder, name), content)
  return folder
}

/** The cases of one file. */
export async function casesOfFile(name: string, content: string | Uint8Array, file: object = {}): Promise<TestCase[]> {
  const baseFolder = await folderWith(name, content)
  return collectCases({ case_files: [{ path: name, ...file }] }, { baseFolder })
}

/** What a dataset that gives no cases is refused with. */
export async function refusalOf(attempt: Promise<unknown>): Promise<CaseError> {
  const error: unknown = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof CaseError) return error
  throw new Error('Expected a CaseError', { cause: error })
}
