import { describe, expect, test } from 'vitest'
import { PromptAnalyzer } from '../../src/analysis/prompt-analyzer.ts'
import type { PromptContext, SiblingPrompt } from '../../src/analysis/prompt-context.ts'
import { asPrompt } from './labelled-prompts.ts'

const system: SiblingPrompt = { slot: 'system', role: 'system', before: true, text: 'Tell a joke of 2 lines.' }
const question: SiblingPrompt = { slot: 'user', role: 'user', before: false, text: '{{#sys.query#}}' }
const answer: SiblingPrompt = { slot: 'assistant', role: 'assistant', before: false, text: 'billing' }

function kindOf(text: string, role: string, context: Partial<PromptContext> = {}): string {
  return new PromptAnalyzer().analyzePrompt(asPrompt({ name: 'test', text, role, context })).prompt_kind
}

describe('the kind of a prompt', () => {
  test.each([
    ['the only system message', 'Tell a joke.', 'system', { siblings: [question] }, 'lead'],
    ['the only user message', 'Tell a joke.', 'user', {}, 'lead'],
    ['a user message below a system message', 'About cats, please.', 'user', { siblings: [system] }, 'supporting'],
    ['a second system message', 'Be brief.', 'system', { siblings: [system] }, 'supporting'],
    [
      'a system message after a user message',
      'Be brief.',
      'system',
      { siblings: [{ ...question, before: true, text: 'Tell a joke.' }] },
      'lead',
    ],
    [
      'a user message below an empty system message',
      'Tell a joke.',
      'user',
      { siblings: [{ ...system, text: ' ' }] },
      'lead',
    ],
    ['a variable', '{{#sys.query#}}', 'user', { siblings: [system] }, 'data'],
    ['a variable alone in its node', '{{#sys.query#}}', 'system', {}, 'data'],
    ['labelled variables', 'Name: {{#start.name#}}\nAge: {{#start.age#}}', 'user', { siblings: [system] }, 'data'],
    ['labelled variables with a task', 'Translate: {{#start.name#}}', 'user', { siblings: [system] }, 'supporting'],
    ['a memory query', '历史：{{#sys.query#}}', 'user', { slot: 'memory_query', siblings: [system] }, 'data'],
    ['an assistant message', 'billing', 'assistant', { siblings: [system] }, 'example'],
    [
      'a user message that an assistant message answers',
      'I was charged twice.',
      'user',
      { siblings: [system, answer] },
      'example',
    ],
    ['nothing but code', '```\nprint("Tell a joke")\n```', 'user', {}, 'opaque'],
    ['blanks', ' \n\t', 'user', {}, 'empty'],
  ] as const)('of %s', (_, text, role, context, kind) => {
    expect(kindOf(text, role, context)).toBe(kind)
  })
})
