import type { PromptRule } from '../components/prompt-rule.ts'
import type { GateProblem, Proposal } from './gate.ts'

/** No rule is added that the prompt has already, word for word. */
export function checkRepeats({ changed }: Proposal): GateProblem[] {
  return changed.flatMap(({ component, added }) =>
    added.filter(isRepeat).map(({ text }) => ({
      gate: 'duplicate',
      component: component.id,
      message: `The prompt says this already, so do not add it again: “${text.slice(0, 160)}”`,
    })),
  )
}

/** The id of a rule that stands in a prompt more than once carries its ordinal. Signs and single words may come again. */
function isRepeat({ id, kind, text }: PromptRule): boolean {
  const isInstruction = kind === 'sentence' || kind === 'bullet' || kind === 'ordered'
  return isInstruction && id.includes('.') && (text.match(/\p{L}/gu)?.length ?? 0) >= minLetters
}

const minLetters = 8
