import { UnknownLockError } from '../errors.ts'
import type { Component } from '../search/component.ts'

/** @throws {@link UnknownLockError} when a lock is no prompt's id and stands in no prompt. */
export function checkLocks(locks: readonly string[], components: readonly Component[]): void {
  for (const lock of locks) {
    const isKnown = components.some(({ id, text }) => id === lock || (lock.trim() !== '' && text.includes(lock)))
    if (!isKnown) throw new UnknownLockError({ lock, promptIds: components.map(({ id }) => id) })
  }
}
