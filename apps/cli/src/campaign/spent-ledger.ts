import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { Ledger, type LedgerCaps, type LedgerTotals, type Reservation, type Spending } from '@autoopt/llm'

/**
 * A ledger whose caps hold across processes that are killed. Each call is noted before it is made, with the most that it may use, and
 * again with what it did use; a call of which the second note is missing counts with the most.
 */
export class SpentLedger extends Ledger {
  readonly #path: string
  readonly #before: LedgerTotals

  /** @param path of the notes; begun when it is not there. */
  static open(path: string, caps: LedgerCaps = {}): SpentLedger {
    const before = existsSync(path) ? sumOf(readFileSync(path, 'utf8')) : nothing
    return new SpentLedger(path, before, caps)
  }

  private constructor(path: string, before: LedgerTotals, caps: LedgerCaps) {
    const { max_calls, max_cost_usd } = caps
    super({
      ...caps,
      ...(max_calls === undefined ? {} : { max_calls: Math.max(0, max_calls - before.calls) }),
      ...(max_cost_usd === undefined ? {} : { max_cost_usd: Math.max(0, max_cost_usd - before.known_cost_usd) }),
    })
    this.#path = path
    this.#before = before
  }

  /** By all roles, in earlier processes too. */
  override totals(): LedgerTotals {
    return add(this.#before, super.totals())
  }

  override async reserve(
    most: Spending,
    options: { readonly role: string; readonly signal?: AbortSignal | undefined },
  ): Promise<Reservation> {
    const held = await super.reserve(most, options)
    const { role } = options
    this.#note({ begin: most, role })
    return {
      settle: (used) => {
        held.settle(used)
        this.#note({ most, used, role })
      },
    }
  }

  #note(note: object): void {
    appendFileSync(this.#path, `${JSON.stringify(note)}\n`)
  }
}

interface Note {
  readonly begin?: Spending
  readonly most?: Spending
  readonly used?: Spending
}

const nothing: LedgerTotals = {
  calls: 0,
  input_tokens: 0,
  output_tokens: 0,
  known_cost_usd: 0,
  calls_of_unknown_cost: 0,
}

/** A torn last line was of a call that had not begun, or that counts with the most. */
function sumOf(notes: string): LedgerTotals {
  let totals = nothing
  for (const line of notes.split('\n').slice(0, -1)) {
    const { begin, most, used } = parseNote(line)
    if (begin !== undefined) totals = add(totals, totalsOf(begin, 1))
    if (most !== undefined && used !== undefined) totals = add(add(totals, totalsOf(most, -1)), totalsOf(used, 1))
  }
  return totals
}

function parseNote(line: string): Note {
  try {
    return JSON.parse(line) as Note
  } catch {
    // A line that was torn when a process died, and that the next one wrote behind.
    return {}
  }
}

function totalsOf({ input_tokens, output_tokens, cost_usd }: Spending, sign: 1 | -1): LedgerTotals {
  const isKnown = cost_usd !== 'unknown'
  return {
    calls: sign,
    input_tokens: sign * input_tokens,
    output_tokens: sign * output_tokens,
    known_cost_usd: isKnown ? sign * cost_usd : 0,
    calls_of_unknown_cost: isKnown ? 0 : sign,
  }
}

function add(left: LedgerTotals, right: LedgerTotals): LedgerTotals {
  return {
    calls: left.calls + right.calls,
    input_tokens: left.input_tokens + right.input_tokens,
    output_tokens: left.output_tokens + right.output_tokens,
    known_cost_usd: left.known_cost_usd + right.known_cost_usd,
    calls_of_unknown_cost: left.calls_of_unknown_cost + right.calls_of_unknown_cost,
  }
}
