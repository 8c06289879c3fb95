import type { TestCase } from '@autoopt/config'

/**
 * What a case puts into a run, as letters and digits alone: cases with equal texts differ at most in case, width, blanks and
 * punctuation, and count as copies of one another. Names of inputs, empty values and expectations do not count.
 */
export function caseText(testCase: TestCase): string {
  const words: string[] = []
  collect(testCase.inputs, words)
  collect(testCase.query, words)
  for (const turn of testCase.turns ?? []) collect([turn.query, turn.inputs], words)
  return words.join(' ')
}

function collect(value: unknown, words: string[]): void {
  if (Array.isArray(value)) for (const item of value) collect(item, words)
  else if (typeof value === 'object' && value !== null)
    for (const [, item] of Object.entries(value).toSorted(byKey)) collect(item, words)
  else if (typeof value === 'string') keep(value, words)
  else if (typeof value === 'number' || typeof value === 'boolean') keep(String(value), words)
}

function byKey([first]: [string, unknown], [second]: [string, unknown]): number {
  return first < second ? -1 : Number(first > second)
}

function keep(text: string, words: string[]): void {
  const letters = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
  if (letters !== '') words.push(letters)
}
