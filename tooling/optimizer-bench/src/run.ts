/**
 * `npm run bench:optimizer`: lets ours and other optimizers work on the same simulated worlds, and prints how near each comes to the best
 * prompts for how many runs. The models are simulated, within the process: nothing leaves the machine, and no figure says anything about real
 * models. It fails when a claim does not hold; times are never judged.
 */
import { machineFacts } from '@autoopt/bench'
import { loadavg } from 'node:os'
import { type BenchOptions, readOptions, usage } from './read-options.ts'
import { judgeClaims, lossesOf, ours } from './report/claims.ts'
import { compareContenders } from './report/compare-contenders.ts'
import { formatReport, type Report } from './report/format-report.ts'
import { summarizeContenders, summarizeFamilies } from './report/summarize.ts'
import { runTrials } from './run-trials.ts'
import type { Trial } from './score/trial.ts'
import { TrialFile } from './trial-file.ts'
import type { TrialOrder } from './work.ts'

const wanted = readOptions(process.argv.slice(2))
if (wanted === undefined) console.log(usage)
else await run(wanted)

async function run(options: BenchOptions): Promise<void> {
  const orders = ordersOf(options)
  let done = 0
  const trials = await runTrials(orders, {
    jobs: options.jobs,
    file: new TrialFile(options.file),
    onTrial: (trial) => {
      done += 1
      console.error(`${done} of ${orders.length}  ${describe(trial)}`)
    },
  })
  const report = reportOn(trials, options)
  if (options.isJson) console.log(JSON.stringify({ machine: machineFacts(), options, ...report, trials }, null, 2))
  else console.log(`${heading(options)}\n\n${formatReport(report, options)}`)
  if (!options.isQuick && report.claims.some(({ holds }) => !holds)) process.exitCode = 1
}

/** World by world, so that a run that is broken off has compared all contenders on those it came to. */
function ordersOf({ families, seeds, contenders, budgets, quality, salt }: BenchOptions): TrialOrder[] {
  const budget = Math.max(...budgets)
  return seeds.flatMap((seed) =>
    families.flatMap((family) => contenders.map((contender) => ({ contender, family, seed, salt, budget, quality }))),
  )
}

function reportOn(trials: readonly Trial[], options: BenchOptions): Report {
  const families = summarizeFamilies(trials, options)
  const ordered = options.families.flatMap((name) => families.filter(({ family }) => family === name))
  const contenders = summarizeContenders(trials, options)
  return {
    families: ordered,
    contenders,
    comparisons: compareContenders(trials, { ...options, ours }),
    claims: judgeClaims(ordered, contenders),
    losses: lossesOf(ordered),
  }
}

function heading({ salt, quality, jobs }: BenchOptions): string {
  const load = loadavg().map((value) => value.toFixed(1))
  return [
    machineFacts(),
    `${jobs} processes; load ${load.join(', ')}; reflection model: simulated, ${quality}`,
    `The same worlds again: --salt ${salt}`,
  ].join('\n')
}

function describe({ world, contender, seedScore, optimum, curve, verdict }: Trial): string {
  const end = (curve.at(-1)?.score ?? seedScore) / optimum
  return `${world}  ${contender}: ${(seedScore / optimum).toFixed(2)} → ${end.toFixed(2)}  ${verdict}`
}
