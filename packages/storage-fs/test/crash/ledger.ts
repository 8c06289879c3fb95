/**
 * What users of a store were told, and so may rely on. A cell is what has one value at a time: a version of a prompt, or
 * a label. Of each the ledger knows the values that it may be found to have: one after an operation was acknowledged,
 * the old and the new one while an operation is under way or when its outcome is unknown.
 */

/** `undefined` when there is no such thing. */
export type Content = string | undefined

export interface Change {
  readonly key: string
  readonly to: Content
}

/** What an operation is to do to the cells. */
export interface Intention {
  readonly changes: readonly Change[]
  /** Whether it only fills empty cells, so that of two at most one can succeed. */
  readonly isCreation?: boolean
  /** Whether all of it happens or nothing. */
  readonly isAtomic?: boolean
  /** What it will put under a key that is not known before: tells whether a key and content may be that. */
  readonly isDraftOf?: (key: string, content: string) => boolean
}

export class Ledger {
  /** Promises that were broken, in words. */
  readonly findings: string[] = []
  /** Deleted versions of which the number must stay taken (`true`) or may be. */
  readonly burnt = new Map<string, boolean>()
  #settled = new Map<string, ReadonlySet<Content>>()
  /** Operations under way. */
  #pending = new Set<Intention>()
  /** Operations that happened or not. */
  #unknown = new Set<Intention>()
  #changes = 0
  #isQuiet = false

  /** Grows when something is promised. */
  get changes(): number {
    return this.#changes
  }

  get keys(): string[] {
    const pending = [...this.#pending, ...this.#unknown].flatMap(({ changes }) => changes.map(({ key }) => key))
    return [...new Set([...this.#settled.keys(), ...pending])].toSorted()
  }

  /** A ledger of the same state that goes its own way. */
  clone(): Ledger {
    const copy = new Ledger()
    copy.#settled = new Map(this.#settled)
    copy.#pending = new Set(this.#pending)
    copy.#unknown = new Set(this.#unknown)
    copy.#isQuiet = this.#isQuiet
    for (const [key, value] of this.burnt) copy.burnt.set(key, value)
    return copy
  }

  /** Lists the cells with their values, to tell whether two ledgers promise the same. */
  describe(): string[] {
    return this.keys.map((key) => {
      const values = [...this.allowed(key)].map(String).toSorted()
      return `${key}: ${values.join(' | ')} ${this.burnt.get(key)}`
    })
  }

  begin(intention: Intention): Intention {
    this.#pending.add(intention)
    this.#changes += 1
    return intention
  }

  /** The operation succeeded. @param changes what it did, if that was not known before. */
  acknowledge(intention: Intention, changes = intention.changes): void {
    if (intention.isCreation) this.#refuseSecondWinner(intention, changes)
    this.#pending.delete(intention)
    for (const { key, to } of changes) this.#settle(key, [to])
  }

  /** The operation did nothing. */
  refuse(intention: Intention): void {
    this.#pending.delete(intention)
    this.#changes += 1
  }

  /** The operation failed, and nobody knows how far it came. */
  lose(intention: Intention): void {
    this.#pending.delete(intention)
    const open = intention.changes.filter(({ key }) => !intention.isCreation || this.allowed(key).has(undefined))
    // What is to happen whole cannot happen when a part of it cannot.
    if (intention.isAtomic && open.length < intention.changes.length) return
    for (const { key, to } of open) this.#settle(key, [...this.allowed(key), to])
    this.#unknown.add(intention)
  }

  /** Everybody who was doing something is gone. @param isPowerCut whether what is on disk is all that there is. */
  crash({ isPowerCut }: { readonly isPowerCut: boolean }): void {
    for (const intention of this.#pending) this.lose(intention)
    this.#isQuiet = isPowerCut
  }

  /** The values that a cell may be found to have. @param operations those that may change it. */
  allowed(key: string, operations: Iterable<Intention> = this.#pending): Set<Content> {
    const settled = this.#settled.get(key) ?? new Set<Content>([undefined])
    const changes = [...operations].flatMap(({ changes: all, isCreation = false }) =>
      all.filter((change) => change.key === key).map(({ to }) => ({ to, isCreation })),
    )
    const overwrites = changes.filter(({ isCreation }) => !isCreation)
    const values = new Set([...settled, ...overwrites.map(({ to }) => to)])
    if (values.has(undefined)) for (const { to } of changes) values.add(to)
    return values
  }

  /** Somebody has read a cell, and relies on what was in it: that may be the only value from now on. */
  observe(key: string, content: Content, reader: string): void {
    const intention = this.#intentionOf(key, content)
    if (!this.allowed(key).has(content) && !intention?.isDraftOf) {
      const expected = [...this.allowed(key)].map(short).join(' or ')
      this.findings.push(`${reader} found ${short(content)} at ${key} instead of ${expected}`)
      return
    }
    // What is not on disk may come back: a deletion or a failed save that nobody promised to be over.
    if (content === undefined && !this.#isQuiet) return
    this.#settle(key, [content])
    if (intention) this.#decide(intention, key, content)
  }

  /** Somebody has looked at everything at once: no operation may be found half done that is done whole or not at all. */
  observeAll(found: ReadonlyMap<string, string>, reader: string): void {
    for (const { changes, isAtomic } of [...this.#pending, ...this.#unknown]) {
      const open = changes.filter(({ key, to }) => this.allowed(key).has(to))
      const done = open.filter(({ key, to }) => found.get(key) === to)
      if (!isAtomic || done.length === 0 || done.length === open.length) continue
      this.findings.push(
        `${reader} found ${done.length} of ${open.length} changes: ${open.map(({ key }) => key).join()}`,
      )
    }
  }

  /** The operation that must have put this into the cell, or must not have happened, when there is only one. */
  #intentionOf(key: string, content: Content): Intention | undefined {
    const all = [...this.#pending, ...this.#unknown]
    if (content !== undefined && !this.#settled.has(key)) {
      const draft = all.find(({ isDraftOf }) => isDraftOf?.(key, content))
      if (draft) return draft
    }
    const concerned = all.filter(({ isAtomic, changes }) => isAtomic && changes.some((change) => change.key === key))
    return concerned.length === 1 ? concerned[0] : undefined
  }

  /** One look tells whether an operation happened that happens whole or not at all. */
  #decide(intention: Intention, key: string, content: Content): void {
    const hasHappened =
      intention.isDraftOf !== undefined || intention.changes.some((c) => c.key === key && c.to === content)
    this.#unknown.delete(intention)
    if (intention.isDraftOf && this.#pending.has(intention)) return
    for (const change of intention.changes) {
      const others = [...this.allowed(change.key)].filter((value) => value !== change.to)
      this.#settle(change.key, hasHappened ? [change.to] : others)
    }
  }

  #refuseSecondWinner(intention: Intention, changes: readonly Change[]): void {
    const overwrites = [...this.#pending].filter(({ isCreation }) => !isCreation)
    for (const { key, to } of changes) {
      const values = this.allowed(key, overwrites)
      // A reader may have been faster than the answer to the writer.
      const isSeen = values.size === 1 && values.has(to)
      if (!isSeen && !values.has(undefined)) this.findings.push(`${key} was created twice: ${short(to)}`)
    }
  }

  #settle(key: string, values: readonly Content[]): void {
    this.#settled.set(key, new Set(values))
    this.#changes += 1
  }
}

function short(content: Content): string {
  if (content === undefined) return 'nothing'
  return content.length > 60 ? `${content.slice(0, 30)}…${content.slice(-30)}` : content
}
