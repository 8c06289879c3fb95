import { type Command, Option } from 'commander'
import type { ExitCode } from './exit-code.ts'

/** Describes the command that watches runs. */
export function addMonitor(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('monitor')
    .description('say which thresholds the latest runs cross, and optimize with --apply')
    .argument('[runs]', 'a folder of runs (default: what env_config.yaml says, else runs)')
    .option('--dify <app>', 'the log of this app (id or name) on the Dify server of env_config, in place of a folder')
    .option('--url <url>', 'the Dify server')
    .option('--workflow <id>', 'only results of this workflow', collect)
    .option('--last <n>', 'how many of the latest results count', '200')
    .option('--min-results <n>', 'with fewer results nothing is said to be crossed', '20')
    .optionsGroup('Thresholds:')
    .option('--min-success-rate <share>', 'from 0 to 1')
    .option('--max-error-rate <share>', 'of runs that the workflow itself failed, from 0 to 1')
    .option('--max-p95-ms <ms>', '95 of 100 runs take no longer')
    .option('--max-tokens <n>', 'mean of a run')
    .option('--max-cost-usd <usd>', 'mean of a run; with --dify this reads the nodes of each run')
    .optionsGroup('Watching:')
    .option('--watch', 'look again and again, until Ctrl-C')
    .option('--interval <time>', 'between two looks, such as 5m', '1m')
    .option('--check', 'exit with 100 when a threshold is crossed')
    .optionsGroup('Optimizing:')
    .option('--apply', 'begin an optimization when a threshold is crossed; without it, only say so')
    .option('--plan <file>', 'the plan to optimize by')
    .option('--app <file>', 'the app file to optimize, with --cases')
    .option('--cases <file>', 'its cases')
    .option('--model <name>', 'answer with this model')
    .option('--reflection-model <name>', 'think of changes with this model')
    .addOption(
      new Option(
        '--target <where>',
        'run candidates here, or on the Dify server (with --dify, unless --model)',
      ).choices(['local', 'dify']),
    )
    .addOption(new Option('--budget <size>', 'how much to try').choices(['light', 'standard', 'thorough']))
    .option('--max-calls <n>', 'never make more model calls')
    .option('--max-cost <usd>', 'never spend more')
    .option('--storage <folder>', 'keep the versions here')
    .option('-o, --out <file>', 'write the result to this file')
    .option('--env <name>', 'lay env_config.<name>.yaml over env_config.yaml')
    .option('--json', 'print one JSON document for each look')
    .action(async (runs, options) => finish(await (await import('./commands/monitor.ts')).monitor(runs, options)))
}

/** A list takes one value at a time. */
function collect(value: string, values: readonly string[] = []): readonly string[] {
  return [...values, value]
}
