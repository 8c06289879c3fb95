/**
 * Cuts a text into windows that are long enough to be a quotation: eight words, or twelve Han, kana or Hangul characters, or
 * a mixture of both that comes to as much. Case, blanks and punctuation do not count.
 *
 * A word weighs 3 and a character 2; the window that begins at a unit ends as soon as it weighs enough. So a stretch that two
 * texts share, and that weighs enough, begins the same window in both.
 */
export interface TextWindow {
  /** 53 bits of the units' hash. */
  readonly hash: number
  readonly start: number
  readonly end: number
}

/** What a verbatim quotation weighs. */
export const quotationWeight = 24

export function textWindows(text: string, minWeight = quotationWeight): TextWindow[] {
  const units = unitsOf(text)
  const windows: TextWindow[] = []
  let [last, weight] = [0, 0]
  for (const [first, unit] of units.entries()) {
    for (; last < units.length && weight < minWeight; last += 1) weight += units[last]?.weight ?? 0
    if (weight < minWeight) break
    windows.push({ hash: hashOf(units, first, last), start: unit.start, end: units[last - 1]?.end ?? unit.end })
    weight -= unit.weight
  }
  return windows
}

interface Unit {
  readonly hash: number
  readonly weight: number
  readonly start: number
  readonly end: number
}

const wordWeight = 3
const characterWeight = 2
const character = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u
const unit =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]|(?:[^\P{L}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]|[\p{M}\p{N}])+/gu

function unitsOf(text: string): Unit[] {
  return Array.from(text.matchAll(unit), ({ 0: written, index }) => ({
    hash: hashText(written.toLowerCase()),
    weight: character.test(written) ? characterWeight : wordWeight,
    start: index,
    end: index + written.length,
  }))
}

/** 32-bit FNV-1a (RFC 9923) over UTF-16 code units. */
function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}

/** Two multiplicative hashes with different factors, 32 bits and 21. */
function hashOf(units: readonly Unit[], first: number, last: number): number {
  let [high, low] = [0x9e3779b9, 0x811c9dc5]
  for (let index = first; index < last; index += 1) {
    const { hash = 0 } = units[index] ?? {}
    high = Math.imul(high ^ hash, 0x85ebca6b) ^ (high >>> 13)
    low = Math.imul(low ^ hash, 0x01000193) ^ (low >>> 15)
  }
  return (low >>> 11) * 0x100000000 + (high >>> 0)
}
