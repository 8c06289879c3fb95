import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The paths of the directories of all prompts of a store without shards. */
export function promptDirectories(storageDir: string): string[] {
  return readdirSync(storageDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => join(storageDir, name))
}

/** Finds the latest version of every prompt without a store: reads each directory and sorts it. */
export function scanTree(storageDir: string): Map<string, string | undefined> {
  return new Map(promptDirectories(storageDir).map((directory) => [directory, listVersionFiles(directory).at(-1)]))
}

/** Reads a directory and sorts its versions by number, with nothing else that a store has to care for. */
export function listVersionFiles(directory: string): string[] {
  const numbers = readdirSync(directory).map((name) => {
    const [major, minor, patch] = name.split('.')
    return (Number(major) * 1e5 + Number(minor)) * 1e5 + Number(patch)
  })
  return Array.from(Float64Array.from(numbers).toSorted(), (packed) => {
    const rest = Math.floor(packed / 1e5)
    return `${Math.floor(rest / 1e5)}.${rest % 1e5}.${packed % 1e5}`
  })
}

/** Asks for each of some directories whether it has changed, as a store has to. */
export function statAll(directories: readonly string[]): void {
  for (const directory of directories) statSync(directory)
}
