import { note, placeAt, type PromptfooPlace } from './promptfoo-problem.ts'
import type { PromptfooTest } from './promptfoo-shapes.ts'
import { expandPattern, isFileReference, pathOf, readValue } from './resolve-file.ts'

/** The variables of a test, with those that stand in files read. A pattern that names several files is a list of what they hold. */
export async function loadVars(vars: PromptfooTest['vars'], place: PromptfooPlace): Promise<Record<string, unknown>> {
  const named =
    typeof vars === 'string' || Array.isArray(vars) ? await readVarFiles([vars].flat(), place) : (vars ?? {})
  const loaded: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(named)) {
    loaded[name] = isFileReference(value) ? await readVar(value, placeAt(place, name)) : value
    if (loaded[name] === undefined) delete loaded[name]
  }
  return loaded
}

async function readVarFiles(references: readonly string[], place: PromptfooPlace): Promise<Record<string, unknown>> {
  const all: Record<string, unknown> = {}
  for (const reference of references) {
    for (const path of await expandPattern(pathOf(reference, place), place)) {
      const value = await readValue(path, place)
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) Object.assign(all, value)
      else if (value !== undefined) note(place, `${path} holds no variables by name; it was left out.`)
    }
  }
  return all
}

async function readVar(reference: string, place: PromptfooPlace): Promise<unknown> {
  const paths = await expandPattern(pathOf(reference, place), place)
  const values: unknown[] = []
  for (const path of paths) values.push(await readValue(path, place))
  return values.length > 1 ? values.filter((value) => value !== undefined) : values[0]
}
