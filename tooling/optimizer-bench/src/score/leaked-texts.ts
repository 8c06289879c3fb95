import type { TestCase } from '@autoopt/config'
import type { WorldPrompts } from '@autoopt/simulator'
import { textOf } from '../arena/text-of.ts'

const wordsInARow = 8
const hanInARow = 12

/** How many cases the prompts quote: by 8 words or 12 Chinese characters in a row that the seed does not have, or by their id. */
export function leakedCases(seed: WorldPrompts, prompts: WorldPrompts, cases: readonly TestCase[]): number {
  const known = windowsOf(wordingOf(seed))
  const told = new Set([...windowsOf(wordingOf(prompts))].filter((window) => !known.has(window)))
  const text = wordingOf(prompts)
  return cases.filter(({ case_id: id, inputs, expected_outputs: expected }) => {
    if (text.includes(id)) return true
    const own = `${textOf(inputs['text'])}\n${textOf(expected?.['text'])}`
    return [...windowsOf(own)].some((window) => told.has(window))
  }).length
}

function wordingOf(prompts: WorldPrompts): string {
  return Object.values(prompts)
    .flatMap((messages) => messages.map(({ text }) => text))
    .join('\n')
}

/** All runs of so many words, and of so many Chinese characters, as they stand in a text. */
function windowsOf(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{Script=Latin}\p{N}]+/gu) ?? []
  const han = (text.match(/\p{Script=Han}/gu) ?? []).join('')
  const windows = new Set<string>()
  for (let start = 0; start + wordsInARow <= words.length; start += 1)
    windows.add(words.slice(start, start + wordsInARow).join(' '))
  for (let start = 0; start + hanInARow <= han.length; start += 1) windows.add(han.slice(start, start + hanInARow))
  return windows
}
