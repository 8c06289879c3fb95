import type { Assertion, TestCase } from '@autoopt/config'
import type { AssertionPorts } from './assertion-ports.ts'
import { baseType, type BaseType } from './base-type.ts'
import { placedAssertions } from './placed-assertions.ts'
import { requirePort } from './require-port.ts'

/** What an assertion needs of the world. */
export interface PortNeed {
  readonly port: 'sandbox' | 'judge' | 'embed'
  /** Of the assertion. */
  readonly type: Assertion['type']
  /** Name of the model. Default: the one with this role. */
  readonly model?: string
}

const portOf: Partial<Record<BaseType, PortNeed['port']>> = {
  javascript: 'sandbox',
  similar: 'embed',
  'llm-rubric': 'judge',
  factuality: 'judge',
  'select-best': 'judge',
}

/** What the assertions of a case and of its turns need, in their order. */
export function portNeeds(testCase: TestCase): PortNeed[] {
  return placedAssertions(testCase).flatMap(({ assertion }) => {
    const port = portOf[baseType(assertion).base]
    if (port === undefined) return []
    const model = 'model' in assertion ? assertion.model : undefined
    return [{ port, type: assertion.type, ...(model === undefined ? {} : { model }) }]
  })
}

/**
 * Asks for everything that assertions need, so that what is missing is known before anything is paid for. No model is called.
 *
 * @throws {@link MissingPortError} for a port that was not given, and whatever a port throws that has no such model.
 */
export async function checkPorts(needs: Iterable<PortNeed>, ports: AssertionPorts): Promise<void> {
  for (const { port, type, model } of needs) {
    if (port === 'sandbox') requirePort(port, type, ports)
    else await requirePort(port, type, ports)(model)
  }
}
