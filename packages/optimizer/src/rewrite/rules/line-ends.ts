import type { RewriteRule } from '../rewrite-rule.ts'

/** Makes CRLF and lone CR a line feed, outside protected text. Jinja2 does the same when it reads a template. */
export const lineEnds: RewriteRule = {
  name: 'line-ends',
  kind: 'safe',
  improves: ['clarity', 'structure', 'efficiency'],
  fitsJinja2: true,
  find: (draft) =>
    Array.from(draft.text.matchAll(/\r\n?/g), (match) => ({
      start: match.index,
      end: match.index + match[0].length,
      replacement: '\n',
      note: 'Line feeds alone end lines: a carriage return costs a token and says nothing.',
    })).filter((edit) => edit.end <= draft.end && !draft.touches(edit)),
}
