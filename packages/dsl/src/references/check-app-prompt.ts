import type { PromptSlot } from '../prompt-slot.ts'
import type { ReferenceScope } from './reference-scope.ts'
import type { TextFinding } from './text-finding.ts'

/** What Dify itself fills into the prompts of an agent. */
const agentVariables = new Set(
  'instruction tools tool_names query historic_messages agent_scratchpad observation'.split(' '),
)
const specials = new Set(['{{#context#}}', '{{#histories#}}', '{{#query#}}'])
const candidate = /\{\{([^{}\n]{1,300})\}\}/g
const nameLike = /^#?[\p{L}_][\p{L}\p{M}\p{N}_.-]*#?$/u

/** Looks at the placeholders of an app without a graph: each must be an input that the app's form declares. */
export function checkAppPrompt(prompt: PromptSlot, { inputs }: ReferenceScope): TextFinding[] {
  const isAgentPrompt = prompt.slot === 'agent_first' || prompt.slot === 'agent_next'
  const unknown = prompt.references.flatMap(({ text, selector: [name = ''], offset }) =>
    inputs.has(name) || specials.has(text) || (isAgentPrompt && agentVariables.has(name))
      ? []
      : [
          warning(
            'unknown-variable',
            `The app's form declares no input ${name}, so nothing is filled in here.`,
            text,
            offset,
          ),
        ],
  )
  const expanded = new Set(prompt.references.map(({ offset }) => offset))
  const ignored = [...prompt.text.matchAll(candidate)].flatMap(({ 0: reference, 1: inner = '', index }) =>
    expanded.has(index) || !nameLike.test(inner.trim())
      ? []
      : [warning('ignored-reference', whyIgnored(inner), reference, index)],
  )
  return [...unknown, ...ignored]
}

function whyIgnored(inner: string): string {
  const reason = /\s/.test(inner)
    ? 'There must be no blanks inside the braces.'
    : 'A name may hold at most 30 ASCII letters, digits and underscores.'
  return `Dify does not see this as a placeholder, so nothing is filled in. ${reason}`
}

function warning(rule: TextFinding['rule'], message: string, reference: string, offset: number): TextFinding {
  return { rule, severity: 'warning', message, reference, offset }
}
