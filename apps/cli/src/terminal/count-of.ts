import { formatCount } from './format-count.ts'

/** A number of things, e.g. `1 prompt`, `2,000 prompts`. */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
}
