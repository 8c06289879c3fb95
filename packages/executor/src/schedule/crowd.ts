/**
 * A set of few objects that come and go a million times.
 *
 * A `Set` is no good for that: each table that it gives up for a new one points to it and to all that were in it. Once one such table
 * has grown old, so do all after it, with everything that ever was in the set, until the next collection of the whole heap.
 */
export class Crowd<Member extends object> implements Iterable<Member> {
  readonly #members: Member[] = []

  get size(): number {
    return this.#members.length
  }

  add(member: Member): void {
    this.#members.push(member)
  }

  delete(member: Member): void {
    const place = this.#members.indexOf(member)
    if (place < 0) throw new Error('What leaves a crowd was not in it')
    const last = this.#members.pop()
    if (last !== undefined && last !== member) this.#members[place] = last
  }

  /** In no order. */
  [Symbol.iterator](): Iterator<Member> {
    return [...this.#members].values()
  }
}
