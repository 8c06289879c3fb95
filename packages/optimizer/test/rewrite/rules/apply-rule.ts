import type { PromptInput } from '../../../src/rewrite/prompt-draft.ts'
import { OptimizationEngine } from '../../../src/rewrite/optimization-engine.ts'
import type { RewriteRule } from '../../../src/rewrite/rewrite-rule.ts'

/** What the engine makes of a text with one rule alone. */
export function applyRule(rule: RewriteRule, text: string, prompt: Partial<PromptInput> = {}): string {
  const engine = new OptimizationEngine([{ ...rule, improves: ['structure'] }])
  const input: PromptInput = { id: 'wf_1_llm_system', syntax: 'workflow', role: 'system', ...prompt, text }
  return engine.optimize(input, 'structure_focus').optimized_prompt
}
