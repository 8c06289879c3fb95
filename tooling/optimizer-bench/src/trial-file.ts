import { appendFileSync, existsSync, readFileSync } from 'node:fs'
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
    const lines = path === undefined || !existsSync(path) ? [] : readFileSync(path, 'utf8').split('\n')
    // The last line of a run that was broken off may be torn.
    const entries = lines.slice(0, -1).map((line) => JSON.parse(line) as Entry)
    this.#known = new Map(entries.map(({ order, trial }) => [keyOf(order), trial]))
  }

  find(order: TrialOrder): Trial | undefined {
    return this.#known.get(keyOf(order))
  }

  add(order: TrialOrder, trial: Trial): void {
    if (this.#path !== undefined) appendFileSync(this.#path, `${JSON.stringify({ order, trial } satisfies Entry)}\n`)
  }
}

function keyOf({ contender, family, seed, salt, budget, quality }: TrialOrder): string {
  return JSON.stringify([contender, family, seed, salt, budget, quality])
}
