import { UncheckableError } from '../errors.ts'
import { excerpt } from './excerpt.ts'
import { decide, type Finding } from './finding.ts'
import { runWithin } from './run-within.ts'

/**
 * Whether a regular expression matches somewhere in a text.
 *
 * @throws {@link UncheckableError} when it cannot be compiled, or backtracks for longer than the time limit.
 */
export function checkRegex(text: string, source: string, limits: { readonly timeLimitMs: number }): Finding {
  const shown = `/${excerpt(source, 200)}/u`
  const pattern = compile(source, shown)
  const holds = runWithin(() => pattern.test(text), { ...limits, what: `the regular expression ${shown}` })
  return { ...decide(holds, `The output ${holds ? 'matches' : 'does not match'} ${shown}.`), expected: source }
}

function compile(source: string, shown: string): RegExp {
  try {
    return new RegExp(source, 'u')
  } catch (cause) {
    throw new UncheckableError(`${shown} is no regular expression (${String(cause)})`, { source }, { cause })
  }
}
