import { estimateTokens } from '../text/estimate-tokens.ts'
import type { GateProblem, Proposal, Wording } from './gate.ts'

const growth = 1.6
const extraTokens = 600

/** No text is longer than its component allows, nor than 1.6 times the seed or 600 tokens more, whichever is more. */
export function checkLength({ changed }: Proposal): GateProblem[] {
  return changed.flatMap((wording) => {
    const tooLong = checkCharacters(wording)
    return tooLong.length > 0 ? tooLong : checkTokens(wording)
  })
}

/** The part of the gate that costs nothing, whatever the text. */
export function checkCharacters({ component, text }: Pick<Wording, 'component' | 'text'>): GateProblem[] {
  if (text.length <= component.maxChars) return []
  const message = `The prompt has ${text.length} characters, and ${component.maxChars} are allowed.`
  return [{ gate: 'length', component: component.id, message }]
}

function checkTokens({ component, text }: Wording): GateProblem[] {
  const most = tokenAllowance(component.text)
  const tokens = estimateTokens(text)
  if (tokens <= most) return []
  const message = `The prompt has about ${tokens} tokens, and ${most} are allowed; say it shorter or take out what does not help.`
  return [{ gate: 'length', component: component.id, message }]
}

/** The most tokens that a wording of a seed may have. */
export function tokenAllowance(seed: string): number {
  const tokens = estimateTokens(seed)
  return Math.floor(Math.max(growth * tokens, tokens + extraTokens))
}
