import { type Command, Option } from 'commander'
import type { ExitCode } from './exit-code.ts'

/** Describes the commands that run things and tell what came out. */
export function addRunning(program: Command, finish: (code: ExitCode) => void): void {
  addRun(program, finish)
  program
    .command('compare')
    .description('hold two runs, or the variants of one, against each other case by case')
    .argument('<baseline>', 'a run: its folder or id, and :<variant> to choose one of several')
    .argument('[candidate]', 'another run; without it the variants of the first are compared with its baseline')
    .option(
      '--fail-on-regression',
      'exit with 100 when a candidate is proven worse, misses a duty, or nothing compares',
    )
    .option('--runs <folder>', 'where runs are (default: what env_config.yaml says, else runs)')
    .option('--env <name>', 'lay env_config.<name>.yaml over env_config.yaml')
    .option('--json', 'print one JSON document')
    .action(async (baseline, candidate, options) =>
      finish(await (await import('./commands/compare.ts')).compare({ baseline, candidate }, options)),
    )
  program
    .command('report')
    .description('write the results of a run in a format that others read')
    .argument('<run>', 'a run: its folder or id')
    .addOption(
      new Option('--format <format>', 'default: what the end of -o says, else markdown').choices([
        'json',
        'jsonl',
        'csv',
        'xlsx',
        'junit',
        'markdown',
        'html',
        'github',
        'github-summary',
        'github-annotations',
      ]),
    )
    .option('-o, --out <file>', 'write to this file (default: stdout)')
    .option('--runs <folder>', 'where runs are (default: what env_config.yaml says, else runs)')
    .option('--env <name>', 'lay env_config.<name>.yaml over env_config.yaml')
    .option('--json', 'print one JSON document')
    .action(async (name, options) => finish(await (await import('./commands/report.ts')).report(name, options)))
}

function addRun(program: Command, finish: (code: ExitCode) => void): void {
  const command = program
    .command('run')
    .description('run a plan, or a workflow file on cases or once, here, without Dify')
    .argument('[source]', 'a plan, or a Dify app file (.yml); default: test_plan.yaml')
  addSingle(command)
  addPlan(command)
  command
    .option(
      '--model <name>',
      'answer with this model: a configured one, openai:<model>, <model>@<base_url>, simulated …',
    )
    .option('--model-map <from=to>', 'answer one model of the file with another; may be repeated', collect)
    .option('--recordings <file>', 'outputs of nodes that need a Dify server')
    .option('--app-env <name[=value]>', 'an environment variable of the app; without a value from this shell', collect)
    .option('--dify <version>', 'behave like Dify 0.15 or 1.12 (default 1.12)')
    .option('--offline', 'send no http requests: http-request nodes give recorded outputs')
    .option('--allow-private-addresses', 'let http requests reach this machine and its network')
    .option('--env <name>', 'lay env_config.<name>.yaml over env_config.yaml')
    .option('--trace', 'one run: print every node; a plan: keep the traces in the results')
    .option('--json', 'print one JSON document')
    .action(async (source, options) => finish(await (await import('./commands/run.ts')).run(source, options)))
}

function addSingle(command: Command): void {
  command
    .optionsGroup('One run:')
    .option('--input <name=value>', 'an input; for files a path or a URL; may be repeated', collect)
    .option('--inputs <file>', 'inputs by name, as JSON or YAML')
    .option('--query <text>', 'what the user says, in chats')
    .option('--conversation <file>', 'the conversation so far; this turn is added to it')
    .option('--file <path>', 'a file of the user, in chats; may be repeated', collect)
}

function addPlan(command: Command): void {
  command
    .optionsGroup('A plan, or an app file on cases:')
    .option('--cases <file>', 'cases as CSV, TSV, JSONL, JSON or YAML, or tests of promptfoo')
    .option('--workflow <id>', 'only this workflow of the plan; may be repeated', collect)
    .option('--variant <id>', 'only this variant, baseline among them; may be repeated', collect)
    .option('-j, --concurrency <n>', 'cases that run at the same time (default 4)')
    .addOption(
      new Option('--target <where>', 'run here, or on the Dify server of env_config (default: local)').choices([
        'local',
        'dify',
      ]),
    )
    .option('--record <file>', 'with --target dify: keep what tools, knowledge and agents gave, for --recordings')
    .option('--repeat <n>', 'runs of each case, to tell flaky answers from wrong ones')
    .option('--resume <run>', 'go on with a run that was stopped')
    .option('--max-cost <usd>', 'stop before more is spent, by all models together')
    .option('--max-calls <n>', 'stop before more calls are made, by all models together')
    .option('--dry-run', 'only say how many cases and calls it would be, and what they would cost')
    .option('--filter <which>', 'only cases that were failing, errors or flaky in the run of --from')
    .option('--from <run>', 'the earlier run of --filter')
    .option('--judge <name>', 'the model that judges (default: model_roles.judge)')
    .option('--embedding <name>', 'the model that embeds (default: model_roles.embedding)')
    .option('--runs <folder>', 'keep the run below this folder (default: what the plan or env_config says, else runs)')
    .option('--check', 'exit with 100 unless every result is there and passed')
    .optionsGroup('Options:')
}

/** A list takes one value at a time, so that it does not swallow the file behind it. */
function collect(value: string, values: readonly string[] = []): readonly string[] {
  return [...values, value]
}
