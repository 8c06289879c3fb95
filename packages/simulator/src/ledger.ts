/** What a model was asked for. */
export type CallKind = 'task' | 'reflect' | 'judge' | 'generic'

/** Counts of one run, or of all. A call counts when it was answered; a refused one counts as an error. */
export interface LedgerTotals {
  readonly calls: Readonly<Record<CallKind, number>>
  readonly inputTokens: number
  readonly outputTokens: number
  /** Answers that were refused or cut on purpose, by kind. */
  readonly errors: { readonly rateLimited: number; readonly failed: number; readonly cut: number }
}

/** Who asked for how much, counted by the server: the client's own figures are not asked for. */
export interface Ledger {
  /** Of one run, as named by the header `x-run-id`; of all runs when no run is named. */
  totals(runId?: string): LedgerTotals
  /** Names of all runs that asked for something; the one without a name is `''`. */
  runs(): string[]
}

interface LedgerEntry {
  readonly kind: CallKind
  readonly runId: string
  readonly inputTokens: number
  readonly outputTokens: number
  readonly outcome: 'answered' | 'cut' | 'rateLimited' | 'failed'
}

export interface OpenLedger extends Ledger {
  record(entry: LedgerEntry): void
}

export function openLedger(): OpenLedger {
  const byRun = new Map<string, LedgerTotals>()
  return {
    record: (entry) => void byRun.set(entry.runId, add(byRun.get(entry.runId) ?? nothing, entry)),
    runs: () => Array.from(byRun.keys()),
    totals: (runId) =>
      runId === undefined ? Array.from(byRun.values()).reduce(sum, nothing) : (byRun.get(runId) ?? nothing),
  }
}

const nothing: LedgerTotals = {
  calls: { task: 0, reflect: 0, judge: 0, generic: 0 },
  inputTokens: 0,
  outputTokens: 0,
  errors: { rateLimited: 0, failed: 0, cut: 0 },
}

function add(totals: LedgerTotals, { kind, outcome, inputTokens, outputTokens }: LedgerEntry): LedgerTotals {
  const { calls, errors } = totals
  if (outcome === 'rateLimited' || outcome === 'failed')
    return { ...totals, errors: { ...errors, [outcome]: errors[outcome] + 1 } }
  return {
    calls: { ...calls, [kind]: calls[kind] + 1 },
    inputTokens: totals.inputTokens + inputTokens,
    outputTokens: totals.outputTokens + outputTokens,
    errors: outcome === 'cut' ? { ...errors, cut: errors.cut + 1 } : errors,
  }
}

function sum(left: LedgerTotals, right: LedgerTotals): LedgerTotals {
  return {
    calls: {
      task: left.calls.task + right.calls.task,
      reflect: left.calls.reflect + right.calls.reflect,
      judge: left.calls.judge + right.calls.judge,
      generic: left.calls.generic + right.calls.generic,
    },
    inputTokens: left.inputTokens + right.inputTokens,
    outputTokens: left.outputTokens + right.outputTokens,
    errors: {
      rateLimited: left.errors.rateLimited + right.errors.rateLimited,
      failed: left.errors.failed + right.errors.failed,
      cut: left.errors.cut + right.errors.cut,
    },
  }
}
