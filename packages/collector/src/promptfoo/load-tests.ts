import { dirname, extname, relative } from 'node:path'
import { parseCsvTests, type PlacedTest } from './parse-csv-tests.ts'
import { dereference } from './dereference.ts'
import { note, placeAt, type PromptfooPlace } from './promptfoo-problem.ts'
import { expandPattern, parseYaml, pathOf, readText } from './resolve-file.ts'

/** How the text of tests is written. JSON is read as YAML. */
export type PromptfooFormat = 'yaml' | 'json' | 'jsonl' | 'csv'

/** All tests of a list whose items are tests or name files of tests, and of files inside these. */
export async function loadTests(tests: unknown, place: PromptfooPlace): Promise<PlacedTest[]> {
  if (typeof tests === 'string') return loadFiles(tests, place)
  if (!Array.isArray(tests)) return [{ test: tests, place }]
  const all: PlacedTest[] = []
  for (const [index, item] of tests.entries()) {
    const at = placeAt(place, index)
    if (typeof item === 'string') all.push(...(await loadFiles(item, at)))
    else {
      const test = dereference(item, at)
      if (test !== undefined) all.push({ test, place: at })
    }
  }
  return all
}

/** The tests in a text. */
export function parseTests(text: string, format: PromptfooFormat, place: PromptfooPlace): unknown {
  if (format !== 'jsonl') return parseYaml(text, place)
  const lines = text
    .split('\n')
    .map((line, index) => ({ line, at: { ...place, path: `${place.path}line ${index + 1}` } }))
  return lines.flatMap(({ line, at }) => {
    const test = line.trim() === '' ? undefined : parseYaml(line, at)
    return test === undefined ? [] : [test]
  })
}

async function loadFiles(reference: string, place: PromptfooPlace): Promise<PlacedTest[]> {
  if (/^(?!file:)[a-z][a-z0-9+.-]+:\/\//i.test(reference)) {
    note(place, `${reference} is not on this disk; save it as a file, and name that.`)
    return []
  }
  const all: PlacedTest[] = []
  for (const path of await expandPattern(pathOf(reference, place), place)) all.push(...(await loadFile(path, place)))
  return all
}

async function loadFile(path: string, place: PromptfooPlace): Promise<PlacedTest[]> {
  const format = formatOf(path)
  if (format === undefined) {
    note(place, `${path} is not a file that is read; tests are read from .yaml, .yml, .json, .jsonl and .csv.`)
    return []
  }
  const text = await readText(path, place)
  if (text === undefined) return []
  const name = relative(place.baseFolder, path)
  const inside = { ...place, path: `${name}: `, baseFolder: dirname(path) }
  if (format === 'csv') return parseCsvTests(text, inside)
  const tests = parseTests(text, format, inside)
  return tests === undefined ? [] : loadTests(tests, { ...inside, root: tests })
}

/** The format that the name of a file tells; `undefined` when it holds no tests. */
function formatOf(path: string): PromptfooFormat | undefined {
  const extension = extname(path).toLowerCase()
  if (extension === '.yml') return 'yaml'
  return (['yaml', 'json', 'jsonl', 'csv'] as const).find((format) => extension === `.${format}`)
}
