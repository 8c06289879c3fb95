import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs'
import type { Trial } from './score/trial.ts'
import type { TrialOrder } from './work.ts'

interface Entry {
  readonly order: TrialOrder
  readonly trial: Trial
}

/**
 * Trials of a run that was broken off, so that another run with the same file and salt goes on from there. Trials of an older state of the code
 * are not told apart: begin a new file after a change.
 */
export class TrialFile {
  readonly #path: string | undefined
  readonly #known: ReadonlyMap<string, Trial>

  constructor(path: string | undefined) {
    this.#path = path
    const entries = (path === undefined ? [] : wholeLines(path)).map((line) => JSON.parse(line) as Entry)
    this.#known = new Map(entries.map(({ order, trial }) => [keyOf(order), trial]))
  }

  find(order: TrialOrder): Trial | undefined {
    return this.#known.get(keyOf(order))
  }

  add(order: TrialOrder, trial: Trial): void {
    if (this.#path !== undefined) appendFileSync(this.#path, `${JSON.stringify({ order, trial } satisfies Entry)}\n`)
  }
}

/** The last line of a run that was broken off may be torn: it is cut off, so that the next one begins a line of its own. */
function wholeLines(path: string): string[] {
  if (!existsSync(path)) return []
  const bytes = readFileSync(path)
  const end = bytes.lastIndexOf('\n') + 1
  if (end < bytes.length) truncateSync(path, end)
  return bytes.toString('utf8', 0, end).split('\n').slice(0, -1)
}

function keyOf({ contender, family, seed, salt, budget, quality }: TrialOrder): string {
  return JSON.stringify([contender, family, seed, salt, budget, quality])
}
