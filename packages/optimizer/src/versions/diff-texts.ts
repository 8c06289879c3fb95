import { createTwoFilesPatch, diffWordsWithSpace } from 'diff'

/** A run of text that both sides share, or that only one side has. */
export interface TextChange {
  readonly kind: 'same' | 'added' | 'removed'
  readonly text: string
}

/** The difference of two texts, once by lines and once by words. */
export interface TextDiff {
  /** Unified diff with three lines of context; empty when the texts are equal. */
  readonly unified: string
  /** By words (by segmented words where the text has no spaces between them), in order. */
  readonly changes: readonly TextChange[]
}

/** Beyond this many UTF-16 units of both texts together, words are not compared one by one. */
const wordDiffLimit = 200_000

/** Compares two texts; Chinese and Japanese are cut into words by `Intl.Segmenter`. */
export function diffTexts(before: string, after: string, names: { from: string; to: string }): TextDiff {
  if (before === after) return { unified: '', changes: before === '' ? [] : [{ kind: 'same', text: before }] }
  const unified = createTwoFilesPatch(names.from, names.to, before, after, undefined, undefined, { context: 3 })
  return { unified: unified.replace(/^=+\n/, ''), changes: wordChanges(before, after) }
}

function wordChanges(before: string, after: string): TextChange[] {
  const replaced: TextChange[] = [
    { kind: 'removed', text: before },
    { kind: 'added', text: after },
  ]
  if (before.length + after.length > wordDiffLimit) return replaced
  const intlSegmenter = new Intl.Segmenter('zh', { granularity: 'word' })
  const parts = diffWordsWithSpace(before, after, { intlSegmenter, timeout: 2000 }) ?? []
  if (parts.length === 0) return replaced
  return parts.map(({ added, removed, value }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    text: value,
  }))
}
