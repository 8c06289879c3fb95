import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { addTotals, Ledger, type LedgerCaps, type LedgerTotals, type Reservation, type Spending } from '@autoopt/llm'
import { LineFile } from '@autoopt/optimizer'
import { UsageError } from '../exit-code.ts'
import { formatCost } from '../run/print-trace.ts'

/**
 * A ledger whose caps hold across kills and power cuts. A call is made when it is on the disk with the most that it may use, and is noted
 * again with what it did use; a call of which the second note is missing counts with the most.
 */
export class SpentLedger extends Ledger implements AsyncDisposable {
  readonly #notes: LineFile
  readonly #before: LedgerTotals
  readonly #settled: Promise<void>[] = []

  /**
   * @param path of the notes; begun when it is not there. One process at a time has it open.
   * @throws {@link UsageError} when more is spent than the caps allow, or a note cannot be read.
   */
  static async open(path: string, caps: LedgerCaps = {}): Promise<SpentLedger> {
    const notes = await LineFile.open(path)
    try {
      const lines: string[] = []
      for await (const line of notes.read()) lines.push(line)
      return new SpentLedger(notes, sumWithin(lines, { path, caps }), caps)
    } catch (error) {
      await notes[Symbol.asyncDispose]()
      throw error
    }
  }

  private constructor(notes: LineFile, before: LedgerTotals, caps: LedgerCaps) {
    const { max_calls, max_cost_usd } = caps
    super({
      ...caps,
      ...(max_calls === undefined ? {} : { max_calls: Math.max(0, max_calls - before.calls) }),
      ...(max_cost_usd === undefined ? {} : { max_cost_usd: Math.max(0, max_cost_usd - before.known_cost_usd) }),
    })
    this.#notes = notes
    this.#before = before
  }

  /** By all roles, in earlier processes too. */
  override totals(): LedgerTotals {
    return addTotals(this.#before, super.totals())
  }

  override async reserve(
    most: Spending,
    options: { readonly role: string; readonly signal?: AbortSignal | undefined },
  ): Promise<Reservation> {
    const held = await super.reserve(most, options)
    const { role } = options
    await this.#note({ begin: most, role })
    return {
      settle: (used) => {
        held.settle(used)
        const noted = this.#note({ most, used, role })
        // Whoever closes the ledger learns of a failure, and so does the next call.
        noted.catch(() => undefined)
        this.#settled.push(noted)
      },
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await Promise.all(this.#settled)
    } finally {
      await this.#notes[Symbol.asyncDispose]()
    }
  }

  async #note(note: Note & { readonly role: string }): Promise<void> {
    return this.#notes.append(JSON.stringify(note))
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

/**
 * Reads the notes of a ledger that another process may have open.
 *
 * @throws {@link UsageError} as {@link SpentLedger.open} does.
 */
export async function requireUnspent(path: string, caps: LedgerCaps): Promise<void> {
  if (!existsSync(path)) return
  const text = await readFile(path, 'utf8')
  // What is behind the last line feed is being written.
  sumWithin(text.split('\n').slice(0, -1), { path, caps })
}

/** A campaign that has spent more already than it may could do nothing but exceed its cap further. */
function sumWithin(
  lines: readonly string[],
  { path, caps: { max_calls, max_cost_usd } }: { readonly path: string; readonly caps: LedgerCaps },
): LedgerTotals {
  const totals = sumOf(lines, path)
  const { calls, known_cost_usd: cost } = totals
  if (max_calls !== undefined && calls > max_calls)
    throw new UsageError(
      `The cap of ${max_calls} calls is below the ${calls} that this campaign has made already; give a higher --max-calls.`,
    )
  if (max_cost_usd !== undefined && cost > max_cost_usd + rounding)
    throw new UsageError(
      `The cap of ${formatCost(max_cost_usd)} is below the ${formatCost(cost)} that this campaign has spent already; give a higher --max-cost.`,
    )
  return totals
}

/** Sums of dollars are not exact. */
const rounding = 1e-9

function sumOf(lines: readonly string[], path: string): LedgerTotals {
  let totals = nothing
  for (const line of lines) {
    const { begin, most, used } = parseNote(line, path)
    if (begin !== undefined) totals = addTotals(totals, totalsOf(begin, 1))
    if (most !== undefined && used !== undefined)
      totals = addTotals(addTotals(totals, totalsOf(most, -1)), totalsOf(used, 1))
  }
  return totals
}

function parseNote(line: string, path: string): Note {
  try {
    return JSON.parse(line) as Note
  } catch (cause) {
    throw new UsageError(`${path} does not say what was spent; restore it, or begin a new campaign.`, { cause })
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
