import type { TextSpan } from '../finding.ts'
import { hideTemplates } from '../own-text.ts'
import type { PromptView } from '../prompt-view.ts'
import type { Notice, Rule } from '../rule.ts'

/** A JSON example that is no JSON: the model learns the mistake. */
export const brokenJsonExample: Rule = {
  name: 'broken-json-example',
  dimension: 'specificity',
  evidence: 'A',
  reason: 'A model imitates examples to the letter, mistakes included, and then the answer cannot be parsed.',
  maxCost: 60,
  check(view) {
    if (view.kind === 'empty') return []
    return jsonBlocks(view).flatMap((block) => {
      const fault = findFault(hideTemplates(view.text.slice(block.start, block.end)))
      return fault === undefined ? [] : [notice(block, fault)]
    })
  },
}

interface Fault {
  readonly what: string
  readonly at: number
}

function notice(block: TextSpan, { what, at }: Fault): Notice {
  return {
    severity: 'warning',
    message: `This JSON example is broken: ${what}.`,
    fix: 'Correct the example so that it is what a good answer would be.',
    span: { start: block.start + at, end: Math.min(block.end, block.start + at + 40) },
    cost: 30,
  }
}

/** Fenced blocks that are JSON by name or by their first character, and example answers that begin like JSON. */
function jsonBlocks(view: PromptView): TextSpan[] {
  if (view.kind === 'example') return /^\s*[[{]\s*["{[]/.test(view.text) ? [{ start: 0, end: view.text.length }] : []
  return Array.from(
    view.text.matchAll(/^[ \t]*```[ \t]*(?<name>json)?[ \t]*\r?\n(?<body>[^`]*)^[ \t]*```/gimu),
  ).flatMap((match) => {
    const { name, body = '' } = match.groups ?? {}
    if (!/^\s*[[{]/.test(body) || (name === undefined && !/^\s*[[{]\s*["{[]/.test(body))) return []
    const start = match.index + match[0].indexOf('\n') + 1
    return [{ start, end: start + body.length }]
  })
}

/**
 * Checks only what no placeholder can excuse: brackets that pair, and no `"key":` directly inside an array. Comments, `…` and bare
 * words in the place of values are how templates are written.
 */
function findFault(text: string): Fault | undefined {
  const stack: { bracket: string; at: number }[] = []
  for (const match of text.matchAll(/"(?:[^"\\\n]|\\.)*"(?<colon>\s*:)?|[[\]{}]/g)) {
    const [token] = match
    const at = match.index
    if (token.startsWith('"')) {
      if (match.groups?.['colon'] !== undefined && stack.at(-1)?.bracket === '[')
        return { what: 'a key stands directly in an array', at }
    } else if (token === '{' || token === '[') {
      stack.push({ bracket: token, at })
    } else if (stack.pop()?.bracket !== (token === '}' ? '{' : '[')) {
      return { what: `“${token}” closes nothing`, at }
    }
  }
  const open = stack.at(-1)
  return open === undefined ? undefined : { what: `“${open.bracket}” is not closed`, at: open.at }
}
