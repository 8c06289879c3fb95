import type { Inputs, JsonValue } from '@autoopt/config'
import { type FileInput, isFileInput } from './file-input.ts'

interface WithInputs {
  readonly inputs: Inputs
  readonly turns?: readonly { readonly inputs: Inputs }[] | undefined
}

/** The same case with each of its files put through `change`; the very same object when it has none. */
export async function mapFileInputs<Case extends WithInputs>(
  testCase: Case,
  change: (file: FileInput, name: string) => Promise<FileInput>,
): Promise<Case> {
  if (!hasFiles(testCase.inputs) && testCase.turns?.some((turn) => hasFiles(turn.inputs)) !== true) return testCase
  const inputs = await mapInputs(testCase.inputs, change)
  if (testCase.turns === undefined) return { ...testCase, inputs }
  const turns = await Promise.all(
    testCase.turns.map(async (turn) => ({ ...turn, inputs: await mapInputs(turn.inputs, change) })),
  )
  return { ...testCase, inputs, turns }
}

function hasFiles(inputs: Inputs): boolean {
  return Object.values(inputs).some((value) => isFileInput(value) || (Array.isArray(value) && value.some(isFileInput)))
}

async function mapInputs(
  inputs: Inputs,
  change: (file: FileInput, name: string) => Promise<FileInput>,
): Promise<Inputs> {
  const changed: Inputs = { ...inputs }
  for (const [name, value] of Object.entries(inputs)) {
    if (isFileInput(value)) changed[name] = { ...(await change(value, name)) }
    else if (Array.isArray(value) && value.some(isFileInput)) changed[name] = await mapList(value, name, change)
  }
  return changed
}

async function mapList(
  list: readonly unknown[],
  name: string,
  change: (file: FileInput, name: string) => Promise<FileInput>,
): Promise<JsonValue> {
  return Promise.all(list.map((item) => (isFileInput(item) ? change(item, name) : item)))
}
