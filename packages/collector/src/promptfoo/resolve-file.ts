import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, extname, isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isCollection, parseDocument, visit, type Document } from 'yaml'
import { note, type PromptfooPlace } from './promptfoo-problem.ts'

const prefix = 'file://'

/** Whether a text names a file. */
export function isFileReference(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith(prefix)
}

/** The absolute path of a reference, with or without `file://`, relative to the folder of the file that holds it. */
export function pathOf(reference: string, { baseFolder }: PromptfooPlace): string {
  if (reference.startsWith('file:///')) return fileURLToPath(reference)
  const path = reference.startsWith(prefix) ? reference.slice(prefix.length) : reference
  return isAbsolute(path) ? path : join(baseFolder, path)
}

/** The files that a path with `*` in its last part names, in order; the path itself without. */
export async function expandPattern(path: string, place: PromptfooPlace): Promise<string[]> {
  const pattern = basename(path)
  if (!path.includes('*')) return [path]
  if (dirname(path).includes('*')) {
    note(
      place,
      `${path}: a * is understood in the name of a file only, not in that of a folder; name the folders one by one.`,
    )
    return []
  }
  const source = pattern
    .split('*')
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('.*')
  const found = (await readable(async () => readdir(dirname(path)), path, place)) ?? []
  const matching = found.filter((name) => new RegExp(`^${source}$`, 'u').test(name)).toSorted()
  if (matching.length === 0) note(place, `${path}: there is no such file.`)
  return matching.map((name) => join(dirname(path), name))
}

/** The text of a file; `undefined`, with a problem, when it cannot be read. */
export async function readText(path: string, place: PromptfooPlace): Promise<string | undefined> {
  return readable(async () => readFile(path, 'utf8'), path, place)
}

/** What a file holds: JSON and YAML as values, all else that is no program as text. `undefined`, with a problem, when it cannot be read. */
export async function readValue(reference: string, place: PromptfooPlace): Promise<unknown> {
  const path = pathOf(reference, place)
  const extension = extname(path).toLowerCase()
  if (/^\.(?:[cm]?[jt]s|py|rb)(?::.*)?$/.test(extension)) {
    note(
      place,
      `${reference} is a program, and programs are not run; write its result, or its code as a value of a javascript assertion.`,
    )
    return undefined
  }
  const text = await readText(path, place)
  if (text === undefined || !['.json', '.yaml', '.yml'].includes(extension)) return text
  return parseYaml(text, place)
}

/** A value from YAML or JSON text; `undefined`, with a problem, when it is neither. */
export function parseYaml(text: string, place: PromptfooPlace): unknown {
  try {
    const document = parseDocument(text)
    const [error] = document.errors
    if (error !== undefined) throw error
    if (!hasCollectionKey(document)) return document.toJS({ maxAliasCount: 1_000 }) as unknown
    note(place, 'A key is a mapping or a list itself; write a template in quotation marks, as in "{{name}}".')
  } catch (error) {
    note(place, `It cannot be read as YAML: ${error instanceof Error ? error.message : String(error)}`)
  }
  return undefined
}

/** What `{{name}}` without quotation marks is to YAML. */
function hasCollectionKey(document: Document): boolean {
  let isFound = false
  visit(document, {
    Pair(_key, { key }) {
      isFound ||= isCollection(key)
    },
  })
  return isFound
}

async function readable<Value>(
  read: () => Promise<Value>,
  path: string,
  place: PromptfooPlace,
): Promise<Value | undefined> {
  try {
    return await read()
  } catch (error) {
    note(place, `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
    return undefined
  }
}
