import type { ProtectedSpan } from './protected-span.ts'

/**
 * Quoted text, marks included. Pairs stand on one line, except that three straight marks in a row may open a block.
 * A straight single mark opens a quotation only where no letter or digit stands before it, and closes one only where
 * none follows, so that `don't` and `the users' data` are no quotations. A straight double mark after a digit is an inch.
 */
export function quoteSpans(text: string): ProtectedSpan[] {
  return Array.from(text.matchAll(quotation), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
    kind: 'quote',
  }))
}

/** Longer stretches between two single marks are more likely two apostrophes. */
const singleQuoted = /(?<![\p{L}\p{N}'])'(?=[^\s'])[^'\r\n]{0,200}?(?<!\s)'(?![\p{L}\p{N}'])/u

const quotation = new RegExp(
  [
    /"""[^"]+(?:"{1,2}[^"]+)*"""/,
    /'''[^']+(?:'{1,2}[^']+)*'''/,
    /“[^“”\r\n]*”/,
    /‘[^‘’\r\n]*’/,
    /「[^「」\r\n]*」/,
    /『[^『』\r\n]*』/,
    /《[^《》\r\n]*》/,
    /〈[^〈〉\r\n]*〉/,
    /«[^«»\r\n]*»/,
    /＂[^＂\r\n]*＂/,
    /(?<![\d"])"[^"\r\n]+"/,
    singleQuoted,
  ]
    .map((pattern) => pattern.source)
    .join('|'),
  'gu',
)
