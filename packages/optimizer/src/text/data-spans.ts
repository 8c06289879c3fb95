import type { ProtectedKind, ProtectedSpan } from './protected-span.ts'

/** Links with a scheme, up to the first blank, bracket, quotation mark or CJK punctuation. */
export function urlSpans(text: string): ProtectedSpan[] {
  return matches(
    text,
    /\b(?:https?|ftp|wss?|mailto|file):\/{0,2}[^\s<>"'`()[\]{}（）【】「」『』《》“”，。；！？、\uE000]+/g,
    'url',
  )
}

/** XML-like tags, each by itself: `<input>`, `</资料>`, `<a href="…">`. A `<` before a blank or a digit is a comparison. */
export function tagSpans(text: string): ProtectedSpan[] {
  return matches(text, /<\/?[\p{L}_][^<>\r\n]{0,200}>/gu, 'tag')
}

function matches(text: string, pattern: RegExp, kind: ProtectedKind): ProtectedSpan[] {
  return Array.from(text.matchAll(pattern), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
    kind,
  }))
}

/**
 * Balanced braces and brackets that look like data: an object with a colon or a quotation mark in it, an array with a
 * quotation mark or an object in it, and a slot such as `{name}`. Found with one stack in one pass; a closing bracket
 * that does not fit the innermost open one is plain text.
 */
export function dataSpans(text: string): ProtectedSpan[] {
  const spans: ProtectedSpan[] = []
  const stack: { at: number; bracket: string; signs: number }[] = []
  let signs = 0
  for (const match of text.matchAll(/[{}[\]:："“”]/g)) {
    const [character] = match
    if (character === '{' || character === '[') {
      stack.push({ at: match.index, bracket: character, signs })
      if (character === '{') signs += 1
    } else if (character === '}' || character === ']') {
      if (stack.at(-1)?.bracket !== (character === '}' ? '{' : '[')) continue
      const open = stack.pop()
      if (open && isData(text, { ...open, end: match.index + 1, signs: signs - open.signs })) {
        spans.push({ start: open.at, end: match.index + 1, kind: 'data' })
      }
    } else if (character !== ':' && character !== '：') {
      signs += 1
    } else if (stack.at(-1)?.bracket === '{') {
      signs += 1
    }
  }
  return spans.toSorted((a, b) => a.start - b.start || b.end - a.end)
}

const maxSlotLength = 42

function isData(
  text: string,
  { at, bracket, end, signs }: { at: number; bracket: string; end: number; signs: number },
) {
  if (bracket === '[') return signs > 0
  return signs > 1 || (end - at <= maxSlotLength && /^\{\s*[\p{L}_][\p{L}\p{N}_.-]*\s*\}$/u.test(text.slice(at, end)))
}
