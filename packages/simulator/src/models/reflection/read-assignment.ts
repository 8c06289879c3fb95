/**
 * Finds out what a reflection model is asked for, from the text of the chat alone. Five forms are known:
 *
 * - `edits`: blocks `<component id="…">` whose lines may begin with an id in brackets; the answer is `{"edits": […]}`.
 * - `candidates`: an object with `currentPrompt`, `failures` and `candidateCount`; the answer is `{"candidates": […]}`.
 * - `fields`: labelled lines, among them `Current Value:`; the answer begins with `New Value:`.
 * - `summary`: labelled lines that ask for a `Feedback Summary:`.
 * - `fenced`: the prompt in a fence, then the evidence; the answer is a fenced prompt.
 *
 * Whatever else comes is `unknown`: the model then does as one does that did not understand.
 */
import type { ChatMessage } from '../../chat/chat-request.ts'

/** One prompt that is to be improved. */
export interface Component {
  readonly id: string
  readonly lines: readonly ComponentLine[]
}

export interface ComponentLine {
  readonly id: string | undefined
  readonly text: string
}

export interface Assignment {
  readonly form: 'edits' | 'candidates' | 'fields' | 'summary' | 'fenced' | 'unknown'
  readonly components: readonly Component[]
  /** Everything but the prompts to be improved. */
  readonly evidence: string
  readonly forbidsCopying: boolean
  readonly candidates: number
}

export function readAssignment(messages: readonly ChatMessage[]): Assignment {
  const text = messages.map((message) => message.text).join('\n')
  const common = { forbidsCopying: copyBan.test(text), candidates: 1 }
  return (
    readEdits(text, common) ??
    readCandidates(messages, common) ??
    readFields(text, common) ??
    readFenced(text, common) ?? { ...common, form: 'unknown', components: [], evidence: text }
  )
}

type Common = Pick<Assignment, 'forbidsCopying' | 'candidates'>

const copyBan =
  /\b(?:do not|don't|never|no)\b[^.\n]{0,40}\b(?:copy|copying|verbatim|quote|literal)|不要[^。\n]{0,12}(?:照抄|复制|引用)|(?:禁止|勿)[^。\n]{0,8}(?:照抄|复制)/i

function readEdits(text: string, common: Common): Assignment | undefined {
  if (!/"edits"/.test(text)) return undefined
  const blocks = Array.from(text.matchAll(/<component\s[^>]*?id="([^"]+)"[^>]*>\n?(.*?)<\/component>/gs))
  if (blocks.length === 0) return undefined
  const components = blocks.map(([, id = '', body = '']) => ({ id, lines: body.split('\n').map(readLine) }))
  const evidence = blocks.reduce((rest, [block]) => rest.replace(block, ' '), text)
  return { ...common, form: 'edits', components, evidence }
}

function readLine(line: string): ComponentLine {
  const [, id, rest] = /^\s*\[([\w.:#-]+)\]\s?(.*)$/s.exec(line) ?? []
  return { id, text: rest ?? line }
}

function readCandidates(messages: readonly ChatMessage[], common: Common): Assignment | undefined {
  for (const { text } of messages) {
    const asked = parseObject(text)
    const prompt = asked?.['currentPrompt']
    if (asked === undefined || typeof prompt !== 'string') continue
    const { candidateCount: count, currentPrompt: _, ...rest } = asked
    const candidates = typeof count === 'number' ? Math.min(Math.max(1, count), 10) : 1
    return {
      ...common,
      candidates,
      form: 'candidates',
      components: [plainComponent(prompt)],
      evidence: JSON.stringify(rest),
    }
  }
  return undefined
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.includes('"currentPrompt"')) return undefined
  try {
    const value: unknown = JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function readFields(text: string, common: Common): Assignment | undefined {
  if (!/\bNew Value\b/.test(text))
    return /\bFeedback Summary\b/.test(text) && /\bMinibatch\b/.test(text)
      ? { ...common, form: 'summary', components: [], evidence: text }
      : undefined
  // The label may be explained further up, where the fields are described.
  const [whole = '', value = ''] = Array.from(text.matchAll(currentValue)).at(-1) ?? []
  return { ...common, form: 'fields', components: [plainComponent(value)], evidence: text.replace(whole, ' ') }
}

const currentValue = /^Current Value:[ \t]*\n?(.*?)(?=^[A-Z][\w ]{2,40}:[ \t]*(?:\n|\S)|(?![\s\S]))/gms

function readFenced(text: string, common: Common): Assignment | undefined {
  const found = /^```[^\n]*\n(.*?)\n```/ms.exec(text)
  const [whole, prompt] = found ?? []
  if (whole === undefined || prompt === undefined || !/```|fence/.test(text.slice(found?.index ?? 0 + whole.length)))
    return undefined
  return { ...common, form: 'fenced', components: [plainComponent(prompt)], evidence: text.replace(whole, ' ') }
}

function plainComponent(text: string): Component {
  return {
    id: 'prompt',
    lines: text
      .trim()
      .split('\n')
      .map((line) => ({ id: undefined, text: line })),
  }
}
