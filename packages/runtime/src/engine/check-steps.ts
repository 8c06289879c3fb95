import { RunLimitError } from '../errors.ts'
import type { RunState } from './run-state.ts'

/** Ends a run that has run too many nodes. */
export function checkSteps(state: RunState): void {
  const { maxSteps } = state.services.limits
  state.completedSteps += 1
  if (state.completedSteps > maxSteps) {
    throw new RunLimitError(`Maximum execution steps exceeded: ${state.completedSteps} > ${maxSteps}`, {
      limit: 'maxSteps',
      maximum: maxSteps,
    })
  }
}
