import type { RewriteRule } from '../rewrite-rule.ts'

const kept = /^(?:[ \t]*(?:\r\n|\n|\r)){3}/

/** Cuts runs of three or more blank lines down to two. */
export const blankLines: RewriteRule = {
  name: 'blank-lines',
  kind: 'safe',
  improves: ['clarity', 'structure', 'efficiency'],
  fitsJinja2: true,
  find: (draft) =>
    Array.from(draft.text.matchAll(/(?:\r\n|\n|\r)(?:[ \t]*(?:\r\n|\n|\r)){3,}/g), (match) => ({
      start: match.index + (kept.exec(match[0])?.[0].length ?? 0),
      end: match.index + match[0].length,
      replacement: '',
      note: 'Two blank lines separate as well as more do.',
    })).filter((edit) => edit.end <= draft.end && !draft.touches(edit)),
}
