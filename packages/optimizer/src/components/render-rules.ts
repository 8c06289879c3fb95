import type { PromptRule } from './prompt-rule.ts'

/** Puts a prompt together again; of the rules of `parseRules`, unchanged, exactly the text that was parsed. */
export function renderRules(prompt: {
  readonly rules: readonly Pick<PromptRule, 'gap' | 'marker' | 'text'>[]
  readonly tail: string
}): string {
  return prompt.rules.map(({ gap, marker, text }) => gap + marker + text).join('') + prompt.tail
}
