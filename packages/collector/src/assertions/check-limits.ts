import { UncheckableError } from '../errors.ts'
import { decide, type Finding } from './finding.ts'
import type { Subject } from './read-subjects.ts'

/** Whether it took no longer than it may. */
export function checkLatency({ elapsedMs }: Subject, maxMs: number): Finding {
  const holds = elapsedMs <= maxMs
  return {
    ...decide(holds, `It took ${round(elapsedMs)} ms, ${holds ? 'within' : 'more than'} ${maxMs} ms.`),
    expected: `at most ${maxMs} ms`,
    actual: `${round(elapsedMs)} ms`,
  }
}

/**
 * Whether it cost no more than it may.
 *
 * @throws {@link UncheckableError} when nobody knows the price.
 */
export function checkCost({ costUsd }: Subject, maxUsd: number): Finding {
  if (costUsd === null) {
    throw new UncheckableError('nobody knows what the run cost; give the models of the app "prices"', { maxUsd })
  }
  const holds = costUsd <= maxUsd
  return {
    ...decide(holds, `It cost ${costUsd} USD, ${holds ? 'within' : 'more than'} ${maxUsd} USD.`),
    expected: `at most ${maxUsd} USD`,
    actual: `${costUsd} USD`,
  }
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10
}
