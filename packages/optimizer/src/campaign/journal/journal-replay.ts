import type { TestResult } from '@autoopt/collector'
import type { CampaignJournal } from './campaign-journal.ts'
import type { AnswerRecord, CampaignRecord, JournalRecord } from './journal-record.ts'

/** Names one run of a campaign. */
export interface RunKey {
  readonly variantId: string
  readonly caseId: string
  readonly repeat: number
}

/** What a journal holds already, for a campaign that goes through everything again. Of records of one thing the first counts. */
export class JournalReplay {
  readonly #results = new Map<string, TestResult>()
  readonly #answers = new Map<string, AnswerRecord['answer']>()
  readonly #decisions = new Map<string, boolean>()
  #campaign: CampaignRecord | undefined
  #elapsedMs = 0

  static async read(journal: CampaignJournal): Promise<JournalReplay> {
    const replay = new JournalReplay()
    for await (const record of journal.read()) replay.#take(record)
    return replay
  }

  /** The first record; undefined when the journal is new. */
  get campaign(): CampaignRecord | undefined {
    return this.#campaign
  }

  /** How long the campaign had worked when it last noted a decision. */
  get elapsedMs(): number {
    return this.#elapsedMs
  }

  result(key: RunKey): TestResult | undefined {
    return this.#results.get(nameOf(key))
  }

  answer(request: string): AnswerRecord['answer'] | undefined {
    return this.#answers.get(request)
  }

  decision(key: string): boolean | undefined {
    return this.#decisions.get(key)
  }

  #take(record: JournalRecord): void {
    switch (record.kind) {
      case 'campaign':
        this.#campaign ??= record
        break
      case 'result': {
        const { variant_id: variantId, case_id: caseId, repeat } = record.result
        setFirst(this.#results, nameOf({ variantId, caseId, repeat }), record.result)
        break
      }
      case 'answer':
        setFirst(this.#answers, record.request, record.answer)
        break
      case 'decision':
        setFirst(this.#decisions, record.key, record.value)
        this.#elapsedMs = Math.max(this.#elapsedMs, record.elapsed_ms)
    }
  }
}

function nameOf({ variantId, caseId, repeat }: RunKey): string {
  return JSON.stringify([variantId, caseId, repeat])
}

function setFirst<Value>(map: Map<string, Value>, key: string, value: Value): void {
  if (!map.has(key)) map.set(key, value)
}
