import type { WordSegmenter } from './assertion-ports.ts'

/** Pieces that are segmented at once: segmenting takes more than linear time in some versions of Node. */
const PIECE_LENGTH = 4_096

let byDefault: WordSegmenter | undefined

/** The words of a text in lower case, without punctuation and spaces. Chinese and Japanese are cut into words by dictionary. */
export function segmentWords(text: string, segmenter: WordSegmenter = defaultSegmenter()): string[] {
  const words: string[] = []
  for (const piece of piecesOf(text.normalize('NFKC').toLowerCase())) {
    for (const { segment, isWordLike } of segmenter.segment(piece)) if (isWordLike === true) words.push(segment)
  }
  return words
}

function defaultSegmenter(): WordSegmenter {
  byDefault ??= new Intl.Segmenter('zh', { granularity: 'word' })
  return byDefault
}

/** Lines, and parts of long lines that end where a word ends, if one does. */
function* piecesOf(text: string): Generator<string> {
  for (const line of text.split('\n')) {
    for (let start = 0; start < line.length;) {
      const end = start + PIECE_LENGTH >= line.length ? line.length : endOfPiece(line, start)
      yield line.slice(start, end)
      start = end
    }
  }
}

function endOfPiece(line: string, start: number): number {
  const piece = line.slice(start, start + PIECE_LENGTH)
  const gap = piece.search(/[\s\p{P}][^\s\p{P}]*$/u)
  if (gap > 0) return start + gap + 1
  const last = piece.charCodeAt(piece.length - 1)
  return start + piece.length - (last >= 0xd800 && last <= 0xdbff ? 1 : 0)
}
