/**
 * What a journal holds already, for a campaign that goes through everything again. Of records of one thing the first counts.
 *
 * Where the terms have changed, what was paid for before is *earlier*: it can be had without paying, and what is never asked for again was
 * paid for all the same. `followUntil` is the first round that the earlier terms had a say in, else the last that was begun.
 */
import type { TestResult } from '@autoopt/collector'
import { areStricter, type CampaignTerms } from '../budget/campaign-terms.ts'
import type { CampaignJournal } from './campaign-journal.ts'
import type { AnswerRecord, CampaignRecord, JournalRecord, ResultRecord } from './journal-record.ts'

/** Names one run of a campaign. */
export interface RunKey {
  readonly variantId: string
  readonly caseId: string
  readonly repeat: number
}

/** Records of what was paid for. */
export interface PaidRecords {
  readonly results: readonly ResultRecord[]
  readonly answers: readonly AnswerRecord[]
}

/** What a journal holds, by what it was asked for. */
export class JournalReplay {
  readonly #paid = new Map<string, ResultRecord | AnswerRecord>()
  readonly #decisions = new Map<string, boolean>()
  /** Names of earlier records that nobody has asked for so far, and of those that were counted without being asked for. */
  #unclaimed = new Set<string>()
  readonly #written = new Set<string>()
  #campaign: CampaignRecord | undefined
  #terms: CampaignTerms | undefined
  #cut: number | undefined
  #wasCut = false
  #lastRound = 0
  #verdicts = 0
  #elapsedMs = 0
  #earlier: EarlierTerms | undefined

  static async read(journal: CampaignJournal): Promise<JournalReplay> {
    const replay = new JournalReplay()
    for await (const record of journal.read()) replay.add(record)
    return replay
  }

  /** The first record; undefined when the journal is new. */
  get campaign(): CampaignRecord | undefined {
    return this.#campaign
  }

  /** Those that hold now. */
  get terms(): CampaignTerms | undefined {
    return this.#terms
  }

  /** What the terms before these have left; undefined where they never changed. */
  get earlier(): EarlierTerms | undefined {
    return this.#earlier
  }

  /** The first round that the terms of now had a say in. */
  get cut(): number | undefined {
    return this.#cut
  }

  /** How often it has told what was proven. */
  get verdicts(): number {
    return this.#verdicts
  }

  /** How long the campaign had worked when it last noted a decision. */
  get elapsedMs(): number {
    return this.#elapsedMs
  }

  /** Everything that was paid for. */
  get paid(): PaidRecords {
    return split([...this.#paid.values()])
  }

  result(key: RunKey): TestResult | undefined {
    const record = this.#claim(nameOf(key))
    return record?.kind === 'result' ? record.result : undefined
  }

  answer(request: string): AnswerRecord['answer'] | undefined {
    const record = this.#claim(request)
    return record?.kind === 'answer' ? record.answer : undefined
  }

  /** Whether a run was counted before it was asked for: see {@link writeOff}. */
  isCountedRun(key: RunKey): boolean {
    return this.#written.has(nameOf(key))
  }

  isCountedAnswer(request: string): boolean {
    return this.#written.has(request)
  }

  decision(key: string): boolean | undefined {
    return this.#decisions.get(key)
  }

  /** Gives all earlier records that nobody has asked for. From now on they count as counted. */
  writeOff(): PaidRecords {
    const names = [...this.#unclaimed]
    this.#unclaimed.clear()
    for (const name of names) this.#written.add(name)
    return split(names.flatMap((name) => this.#paid.get(name) ?? []))
  }

  /** Takes in the next record of the journal. */
  add(record: JournalRecord): void {
    switch (record.kind) {
      case 'campaign':
        this.#campaign ??= record
        this.#terms ??= record.terms
        break
      case 'terms':
        this.#changeTerms(record.terms)
        break
      case 'cut':
        this.#cut ??= record.round
        this.#wasCut = true
        break
      case 'verdict':
        this.#verdicts += 1
        break
      case 'result': {
        const { variant_id: variantId, case_id: caseId, repeat } = record.result
        setFirst(this.#paid, nameOf({ variantId, caseId, repeat }), record)
        break
      }
      case 'answer':
        setFirst(this.#paid, record.request, record)
        break
      case 'decision':
        setFirst(this.#decisions, record.key, record.value)
        this.#elapsedMs = Math.max(this.#elapsedMs, record.elapsed_ms)
        this.#lastRound = Math.max(this.#lastRound, Number(/^round (\d+)$/u.exec(record.key)?.[1] ?? 0))
    }
  }

  #changeTerms(terms: CampaignTerms): void {
    const isStricter = this.#terms !== undefined && areStricter(terms, this.#terms)
    this.#earlier = {
      ...this.paid,
      followUntil: this.#cut ?? this.#lastRound,
      isWhole: !this.#wasCut && !isStricter,
      verdicts: this.#verdicts,
    }
    this.#unclaimed = new Set(this.#paid.keys())
    this.#terms = terms
    this.#cut = undefined
    // That the time was up is for the new terms to say.
    for (const [key, isUp] of this.#decisions) if (isUp) this.#decisions.delete(key)
  }

  #claim(name: string): ResultRecord | AnswerRecord | undefined {
    this.#unclaimed.delete(name)
    return this.#paid.get(name)
  }
}

/** What a campaign did before its terms were last changed. */
export interface EarlierTerms extends PaidRecords {
  /** Rounds before this one were as they would have been under any other terms. */
  readonly followUntil: number
  /** Whether everything that was paid for will be asked for again: no terms had a say so far, and those of now leave no less room. */
  readonly isWhole: boolean
  /** How often it has told what was proven. */
  readonly verdicts: number
}

function split(records: readonly (ResultRecord | AnswerRecord)[]): PaidRecords {
  return {
    results: records.filter((record) => record.kind === 'result'),
    answers: records.filter((record) => record.kind === 'answer'),
  }
}

function nameOf({ variantId, caseId, repeat }: RunKey): string {
  return JSON.stringify([variantId, caseId, repeat])
}

function setFirst<Value>(map: Map<string, Value>, key: string, value: Value): void {
  if (!map.has(key)) map.set(key, value)
}
