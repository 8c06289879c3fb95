import type { AssertionResult } from '../results/assertion-result.ts'
import type { TestResult } from '../results/test-result.ts'

/** Why a case did not pass, a sentence for each assertion that does not hold. */
export function failedReasons({ assertions }: TestResult): string[] {
  return assertions.filter(({ passed }) => !passed).map((assertion) => `${nameOf(assertion)}: ${assertion.reason}`)
}

function nameOf({ type, node, output, turn, gate }: AssertionResult): string {
  const places = [
    turn === undefined ? [] : `turn ${turn + 1}`,
    node === undefined ? [] : `node ${node}`,
    output === undefined ? [] : `output ${output}`,
    gate ? 'gate' : [],
  ].flat()
  return places.length === 0 ? type : `${type} (${places.join(', ')})`
}
