import type { PromptSlot } from '../prompt-slot.ts'
import { checkAppPrompt } from './check-app-prompt.ts'
import { checkJinjaPrompt } from './check-jinja-prompt.ts'
import { checkWorkflowPrompt } from './check-workflow-prompt.ts'
import type { ReferenceScope } from './reference-scope.ts'
import type { TextFinding } from './text-finding.ts'

/** The broken references of one prompt, in the order of the text. */
export function checkReferences(prompt: PromptSlot, scope: ReferenceScope): TextFinding[] {
  if (!prompt.text.includes('{{')) return []
  return findMistakes(prompt, scope).toSorted((a, b) => a.offset - b.offset)
}

function findMistakes(prompt: PromptSlot, scope: ReferenceScope): TextFinding[] {
  if (prompt.syntax === 'workflow') return checkWorkflowPrompt(prompt, scope)
  if (prompt.syntax === 'jinja2') return checkJinjaPrompt(prompt, scope)
  return prompt.syntax === 'app' ? checkAppPrompt(prompt, scope) : []
}
