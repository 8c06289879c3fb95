import { estimateTokens } from '../../text/estimate-tokens.ts'
import { splitSentences } from '../../text/split-sentences.ts'
import type { RewriteRule } from '../rewrite-rule.ts'

const minTokens = 400

const opensThought =
  /^(?:first(?:ly)?|second(?:ly)?|third(?:ly)?|finally|lastly|in addition|additionally|furthermore|moreover|also|note|important|remember|however|for the output|as for|when|if|your (?:task|output|answer|response))\b|^(?:首先|其次|再次|然后|接着|最后|此外|另外|同时|注意|重要|请注意|需要注意|如果|对于|关于|输出|你的任务|要求|まず|次に|最後に|また|さらに|なお|注意)/iu

/** Breaks a line of more than about 400 tokens into paragraphs before the sentences that open a new thought. */
export const wallOfText: RewriteRule = {
  name: 'wall-of-text',
  kind: 'guarded',
  improves: ['structure', 'clarity'],
  fitsJinja2: false,
  find(draft) {
    const walls = new Set(
      draft.lines.filter((line) => line.kind === 'text' && isWall(line.text)).map((line) => line.start),
    )
    return splitSentences(draft.text, draft.spans)
      .filter(({ line, start, text }) => walls.has(line.start) && start > line.contentStart && opensThought.test(text))
      .filter(({ start }) => !draft.touches({ start, end: start }))
      .map(({ line, start }) => ({
        start: blanksBefore(draft.text, start, line.start),
        end: start,
        replacement: '\n\n',
        note: 'A new thought begins a new paragraph.',
      }))
  },
}

function blanksBefore(text: string, end: number, min: number): number {
  let start = end
  while (start > min && /\s/.test(text[start - 1] ?? '')) start -= 1
  return start
}

/** A token is at most about six characters, so most lines need no count. */
function isWall(line: string): boolean {
  return line.length > minTokens && estimateTokens(line) > minTokens
}
