/**
 * Real workflow files for tests and benchmarks. They are not part of the project: `AUTOOPT_CORPUS` names their folder,
 * else `../shared/corpus` beside the checkout. Where there is none, tests that need it are skipped and say so.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = process.env['AUTOOPT_CORPUS'] ?? fileURLToPath(new URL('../../../shared/corpus', import.meta.url))

/** `[pointer, role, SHA-256 of the text, length in characters]`, read by an independent YAML reader. */
export type ExpectedPrompt = readonly [pointer: string, role: string, sha256: string, length: number]

/** Whether the corpus is on this machine. */
export const hasCorpus: boolean = existsSync(`${root}/dsl`)

/** Names of all files, sorted. Empty without a corpus. */
export function corpusFiles(): string[] {
  return hasCorpus ? readdirSync(`${root}/dsl`).toSorted() : []
}

/** The text of one file. */
export function readCorpusFile(name: string): string {
  return readFileSync(corpusPath(name), 'utf8')
}

/** The path of one file. */
export function corpusPath(name: string): string {
  return `${root}/dsl/${name}`
}

/** Every core prompt of every file, by file name. */
export function expectedPrompts(): Record<string, readonly ExpectedPrompt[]> {
  return JSON.parse(readFileSync(`${root}/prompts.json`, 'utf8')) as Record<string, readonly ExpectedPrompt[]>
}
