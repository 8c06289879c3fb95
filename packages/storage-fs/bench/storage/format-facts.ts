import type { MachineFacts } from './machine-facts.ts'
import { poolSize } from './run-group.ts'

/** Writes what the figures depend on. */
export function formatFacts(facts: MachineFacts): string {
  const foreign = facts.foreignShare === undefined ? 'unknown' : `${facts.foreignShare.toFixed(2)} processors`
  return [
    `Node ${facts.node}, ${facts.system}, ${facts.cores} × ${facts.processor}, ${facts.memoryGb} GB`,
    `${facts.folder}: ${facts.fileSystem} on ${facts.device}, journal: ${facts.journal}`,
    `fsync of 4 KB in place ${facts.flushUs.toFixed(0)} µs, raw floor ${facts.floorUs.toFixed(0)} µs`,
    `threads of libuv: ${poolSize}, other programs use ${foreign}`,
    'Times are medians, with the middle half of the rounds in parentheses. Ratios are taken inside each round.',
  ].join('\n')
}
