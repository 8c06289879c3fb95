import { createReadStream } from 'node:fs'
import { dirname, extname, resolve } from 'node:path'
import { readPromptfooTests, type PromptfooFormat } from '@autoopt/collector'
import { type Dataset, datasetSchema } from '@autoopt/config'
import { parse } from 'yaml'
import { UsageError } from '../exit-code.ts'
import { reasonOf } from '../files/file-error.ts'
import { readText } from '../files/read-text.ts'
import { countOf } from '../terminal/count-of.ts'
import { tell } from '../terminal/print.ts'

/** The variable of promptfoo's tests that is what the user says, in chats. */
const queryVariable = 'query'

/**
 * The cases that `--cases` names: a table, a list of cases, or tests as promptfoo writes them. What of the latter has no counterpart
 * is told on stderr.
 *
 * @throws {@link UsageError} when the file cannot be read or holds no case.
 */
export async function readCaseArgument(path: string, { isChat }: { readonly isChat: boolean }): Promise<Dataset> {
  const format = await promptfooFormatOf(path)
  if (format === undefined) return datasetSchema.parse({ dataset_id: 'cases', case_files: [{ path: resolve(path) }] })
  const { cases, problems } = await readPromptfooTests(await readText(path), {
    baseFolder: dirname(resolve(path)),
    format,
    ...(isChat ? { queryVariable } : {}),
  })
  for (const { path: place, message } of problems) tell(`warning: ${path}: ${place}: ${message}`)
  if (cases.length === 0)
    throw new UsageError(
      `${path} holds no test that can be run: nothing was run. Add tests, or mend what is named above.`,
    )
  tell(`${path}: ${countOf(cases.length, 'test')} in promptfoo's form`)
  return datasetSchema.parse({ dataset_id: 'cases', cases })
}

/** The format of promptfoo's that a file is in; `undefined` when it holds cases of our own. */
async function promptfooFormatOf(path: string): Promise<PromptfooFormat | undefined> {
  switch (extname(path).toLowerCase()) {
    case '.csv':
      return /(^|[,"])__(expected|metadata|description|threshold|metric|prefix|suffix)/m.test(await firstLine(path))
        ? 'csv'
        : undefined
    case '.jsonl':
      return isTest(parseLoosely(await firstLine(path))) ? 'jsonl' : undefined
    case '.yaml':
    case '.yml':
    case '.json':
      return isTests(parseLoosely(await readText(path))) ? 'yaml' : undefined
    default:
      return undefined
  }
}

function isTests(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isTest)
  return isTest(value) || hasKey(value, ['tests', 'scenarios', 'defaultTest', 'prompts', 'providers'])
}

function isTest(value: unknown): boolean {
  return hasKey(value, ['vars', 'assert'])
}

function hasKey(value: unknown, keys: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && keys.some((key) => Object.hasOwn(value, key))
}

/** What cannot be parsed is left to the reader of cases, whose errors name the place. */
function parseLoosely(text: string): unknown {
  try {
    return parse(text, { logLevel: 'silent' }) as unknown
  } catch {
    return undefined
  }
}

/** The first line that is not blank, without reading the rest. */
async function firstLine(path: string): Promise<string> {
  let text = ''
  try {
    for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 65_536 })) {
      text += String(chunk)
      const [, line] = /^\s*(\S[^\n]*)\n/.exec(text) ?? []
      if (line !== undefined) return line
      if (text.length > 1_000_000) break
    }
  } catch (error) {
    throw new UsageError(`Cannot read ${path}: ${reasonOf(error)}. Check the path.`, { cause: error })
  }
  return text
}
