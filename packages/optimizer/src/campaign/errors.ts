import { CampaignError } from '../race/errors.ts'

/** Thrown when a line of a journal, other than a torn last one, cannot be read. */
export class DamagedJournalError extends CampaignError {
  static override readonly code = 'OPT-JOURNAL-001'
  override readonly name = 'DamagedJournalError'
  readonly code = DamagedJournalError.code

  constructor(context: { readonly path: string; readonly line: number }, options?: ErrorOptions) {
    const { path, line } = context
    super(
      `Line ${line} of the journal ${path} is no record of a campaign; restore the file from a copy, or begin a new campaign with another journal`,
      context,
      options,
    )
  }
}

/** Thrown when a journal belongs to a campaign with another app, other cases or other settings. Nothing was paid for. */
export class JournalMismatchError extends CampaignError {
  static override readonly code = 'OPT-JOURNAL-002'
  override readonly name = 'JournalMismatchError'
  readonly code = JournalMismatchError.code

  constructor(context: { readonly differences: readonly string[] }) {
    const { differences } = context
    const shown = differences.slice(0, 8).join('; ')
    const more = differences.length > 8 ? `; and ${differences.length - 8} more` : ''
    super(
      `The journal belongs to another campaign: ${shown}${more}. Resume with what it was begun with, or begin a new journal`,
      context,
    )
  }
}

/** Thrown when another process, or this one, works on a campaign already. */
export class JournalLockedError extends CampaignError {
  static override readonly code = 'OPT-JOURNAL-003'
  override readonly name = 'JournalLockedError'
  readonly code = JournalLockedError.code

  constructor(context: {
    readonly path: string
    readonly pid?: number
    readonly host?: string
    readonly since?: string
  }) {
    const { path, pid, host, since } = context
    const who = pid === undefined ? 'another process' : `process ${pid} on ${host} since ${since}`
    super(`The journal ${path} is being written by ${who}; wait until that has ended, or stop it`, context)
  }
}

/** Thrown when another process took a campaign over while this one was at it, as it may after a long standstill. */
export class JournalTakenError extends CampaignError {
  static override readonly code = 'OPT-JOURNAL-004'
  override readonly name = 'JournalTakenError'
  readonly code = JournalTakenError.code

  constructor(context: { readonly path: string }, options?: ErrorOptions) {
    super(
      `The journal ${context.path} is no longer written by this process: its lock is gone or another process has it. What was paid for until then is kept; look whether the other process goes on with it, and resume the campaign if not`,
      context,
      options,
    )
  }
}

/** Thrown when a budget cannot show anything, before anything is paid for. */
export class BudgetTooSmallError extends CampaignError {
  static override readonly code = 'OPT-BUDGET-001'
  override readonly name = 'BudgetTooSmallError'
  readonly code = BudgetTooSmallError.code

  constructor(context: { readonly runs: number; readonly neededRuns: number; readonly advice: string }) {
    const { runs, neededRuns, advice } = context
    super(
      `The budget holds ${runs} runs of the workflow, and ${neededRuns} are the least that can show anything; ${advice}`,
      context,
    )
  }
}

/** Thrown when something would be paid for that the budget does not hold. The campaign plans ahead, so this is its last guard. */
export class BudgetExceededError extends CampaignError {
  static override readonly code = 'OPT-BUDGET-002'
  override readonly name = 'BudgetExceededError'
  readonly code = BudgetExceededError.code

  constructor(context: { readonly limit: string; readonly allowed: number; readonly wanted: number }) {
    const { limit, allowed, wanted } = context
    super(`${limit} would come to ${wanted}, and ${allowed} are allowed; nothing more is run`, context)
  }
}

/** Thrown when a campaign is to go on under a cap that it has exceeded already, before anything is paid for. */
export class CapSpentError extends CampaignError {
  static override readonly code = 'OPT-BUDGET-004'
  override readonly name = 'CapSpentError'
  readonly code = CapSpentError.code

  constructor(context: { readonly cap: string; readonly allowed: number; readonly spent: number }) {
    const { cap, allowed, spent } = context
    super(
      `The cap of ${allowed} ${cap} is below the ${spent} that this campaign has used already; give a higher one, or leave it as it was`,
      context,
    )
  }
}

/** Thrown when a cap cannot be kept because nobody knows how much a run or a call may take. */
export class UnknownPriceError extends CampaignError {
  static override readonly code = 'OPT-BUDGET-003'
  override readonly name = 'UnknownPriceError'
  readonly code = UnknownPriceError.code

  constructor(context: { readonly cap: 'maxCalls' | 'maxCostUsd'; readonly of: string }) {
    const { cap, of } = context
    super(
      cap === 'maxCalls'
        ? `A cap of calls needs to know how many model calls ${of} may make; give that number, or cap the runs instead`
        : `A cap in dollars needs to know what ${of} may cost; give the prices of its models, or cap runs or calls instead`,
      context,
    )
  }
}

/** Thrown when runs were given up before they had a result, because somebody else's budget ended or because of a cancellation. */
export class UnfinishedRunsError extends CampaignError {
  static override readonly code = 'OPT-EVALUATE-003'
  override readonly name = 'UnfinishedRunsError'
  readonly code = UnfinishedRunsError.code

  constructor(context: { readonly runs: number; readonly reason: string }) {
    const { runs, reason } = context
    super(`${runs} runs were given up before they had a result (${reason}); see to the reason, then resume`, context)
  }
}
