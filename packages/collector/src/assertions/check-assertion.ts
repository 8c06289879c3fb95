import type { Assertion } from '@autoopt/config'
import { judgeFactuality } from '../judges/judge-factuality.ts'
import { judgeRubric } from '../judges/judge-rubric.ts'
import type { AssertionOptions } from './assertion-options.ts'
import type { AssertionPorts } from './assertion-ports.ts'
import { baseType } from './base-type.ts'
import { checkContains, checkStartsWith } from './check-contains.ts'
import { checkEquals } from './check-equals.ts'
import { checkJavascript } from './check-javascript.ts'
import { checkContainsJson, checkIsJson } from './check-json.ts'
import { checkLevenshtein } from './check-levenshtein.ts'
import { checkCost, checkLatency } from './check-limits.ts'
import { checkRegex } from './check-regex.ts'
import { checkRouge } from './check-rouge.ts'
import { checkSimilar } from './check-similar.ts'
import { describeCase, type CaseOfAssertion } from './describe-case.ts'
import type { Finding } from './finding.ts'
import { requirePort } from './require-port.ts'
import { DEFAULT_TIME_LIMIT_MS } from './run-within.ts'
import type { Subject } from './read-subjects.ts'

/** An assertion other than `select-best`, without `not-`. */
type Single = Exclude<Assertion, { type: 'select-best' | 'not-select-best' }>

/** What an assertion is checked with. */
export interface CheckContext extends AssertionOptions, CaseOfAssertion {
  readonly ports: AssertionPorts
}

/** Checks one assertion, as if it had no `not-`. */
export async function checkAssertion(subject: Subject, assertion: Single, context: CheckContext): Promise<Finding> {
  const { text } = subject
  const { ports, signal, repeat, timeLimitMs = DEFAULT_TIME_LIMIT_MS } = context
  const known = { ...assertion, type: baseType(assertion).base } as Positive<Single>
  switch (known.type) {
    case 'equals':
      return checkEquals(subject, known.value)
    case 'contains':
      return checkContains(text, [known.value])
    case 'icontains':
      return checkContains(text, [known.value], { ignoresCase: true })
    case 'contains-any':
      return checkContains(text, known.value, { any: true })
    case 'contains-all':
      return checkContains(text, known.value)
    case 'icontains-any':
      return checkContains(text, known.value, { ignoresCase: true, any: true })
    case 'icontains-all':
      return checkContains(text, known.value, { ignoresCase: true })
    case 'starts-with':
      return checkStartsWith(text, known.value)
    case 'regex':
      return checkRegex(text, known.value, { timeLimitMs })
    case 'is-json':
      return checkIsJson(subject, { schema: known.value, timeLimitMs })
    case 'contains-json':
      return checkContainsJson(subject, { schema: known.value, timeLimitMs })
    case 'levenshtein':
      return checkLevenshtein(text, known.value, { threshold: known.threshold, timeLimitMs })
    case 'rouge-n':
      return checkRouge(text, known.value, { threshold: known.threshold, timeLimitMs, segmenter: ports.segmenter })
    case 'latency':
      return checkLatency(subject, known.threshold)
    case 'cost':
      return checkCost(subject, known.threshold)
    case 'javascript': {
      const sandbox = requirePort('sandbox', known.type, ports)
      const globals = { output: subject.value, context: codeContext(context) }
      return checkJavascript(known.value, { sandbox, globals, threshold: known.threshold, signal })
    }
    case 'similar': {
      const texts = typeof known.value === 'string' ? [known.value] : known.value
      const model = await requirePort('embed', known.type, ports)(known.model)
      return checkSimilar(text, texts, { model, threshold: known.threshold, signal })
    }
    case 'llm-rubric': {
      const model = await requirePort('judge', known.type, ports)(known.model)
      const asked = { rubric: known.value, threshold: known.threshold, model, repeat, signal }
      return judgeRubric(text, { ...asked, ...describeCase(context) })
    }
    case 'factuality': {
      const model = await requirePort('judge', known.type, ports)(known.model)
      return judgeFactuality(text, { facts: known.value, model, repeat, signal, ...describeCase(context) })
    }
  }
}

/** The same assertion, known to have no `not-` in its type. */
type Positive<Each> = Each extends { type: infer Type }
  ? Omit<Each, 'type'> & { type: Exclude<Type, `not-${string}`> }
  : never

function codeContext({ testCase, turn }: CaseOfAssertion): Readonly<Record<string, unknown>> {
  const { case_id, inputs, query } = testCase
  return {
    vars: { ...inputs, ...turn?.inputs },
    query: turn?.query ?? query ?? null,
    expected_outputs: (turn ?? testCase).expected_outputs ?? null,
    case_id,
  }
}
