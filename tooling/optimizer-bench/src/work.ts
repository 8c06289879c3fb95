/** A process of its own for trials: takes one after another over its channel, answers each, and ends with the channel. */
import { contenders } from './contenders/contenders.ts'
import { runTrial, type TrialOptions } from './run-trial.ts'

/** One trial to be run. */
export interface TrialOrder extends TrialOptions {
  readonly contender: string
}

process.on('message', (order: TrialOrder) => {
  const contender = contenders.find(({ name }) => name === order.contender)
  if (contender === undefined) throw new Error(`There is no contender ${JSON.stringify(order.contender)}.`)
  // A trial that fails ends the process: there is no figure to be had without it.
  void runTrial(contender, order).then((trial) => process.send?.(trial))
})
