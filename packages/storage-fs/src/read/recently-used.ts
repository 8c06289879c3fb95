import { LRUCache } from 'lru-cache'

/**
 * Makes a map that keeps what was used last, up to a number of entries. Memory is taken as it fills: with `max`, which
 * says the same, an `LRUCache` takes all of it at once, and a store has several.
 */
export function recentlyUsed<Value extends {}>(maxEntries: number): LRUCache<string, Value> {
  return new LRUCache({ maxSize: maxEntries, sizeCalculation: () => 1 })
}
