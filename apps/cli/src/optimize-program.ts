import { type Command, Option } from 'commander'
import type { ExitCode } from './exit-code.ts'

/** Describes the commands that make prompts better. */
export function addOptimizing(program: Command, finish: (code: ExitCode) => void): void {
  const command = program
    .command('optimize')
    .description('find better prompts by what cases show, and prove them; or rewrite by rule with --static')
    .argument('[app]', 'a Dify app file (.yml)')
  addCampaign(command)
  addStatic(command)
  command
    .optionsGroup('Options:')
    .option('--storage <folder>', 'keep the versions here (default: what env_config.yaml says)')
    .option('-o, --out <file>', 'write the result to this file')
    .option('--in-place', 'replace the app file and keep a backup')
    .option('--workflow-id <id>', 'stands in front of every prompt id (default: by the catalog, else the file name)')
    .option('--prompt <id>', 'only this prompt (prompt id, node id or pointer); may be repeated', collect)
    .option('--env <name>', 'lay env_config.<name>.yaml over env_config.yaml')
    .option('--json', 'print one JSON document')
    .action(async (app, options) => finish(await (await import('./commands/optimize.ts')).optimize(app, options)))
  addApply(program, finish)
}

function addApply(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('apply')
    .description(
      'put patches or kept versions into an app file, or with --to dify into its app on the server, or undo that; without -o, --in-place or --to it only shows',
    )
    .argument('<app>', 'a Dify app file (.yml)')
    .option('--patches <file>', 'YAML or JSON: {patches: [{selector, strategy}]}')
    .option('--version <prompt@version>', 'this version of a prompt; may be repeated', collect)
    .option('--label <name>', 'the versions that this label, such as production, points at')
    .option('--rollback', 'what the file, or with --to dify the draft, said before it was last replaced')
    .option('--storage <folder>', 'the store of the versions (default: what env_config.yaml says)')
    .option('-o, --out <file>', 'write the result to this file')
    .option('--in-place', 'replace the app file and keep a backup')
    .optionsGroup('On a server:')
    .addOption(
      new Option('--to <place>', 'write the draft of the app that the file was pulled from, and the file').choices([
        'dify',
      ]),
    )
    .option('--dry-run', 'with --to dify: only show what would change there')
    .option('--merge', 'when the draft was changed too: take both, where no prompt was changed on both sides')
    .option('--publish', 'publish the draft after it')
    .option('--url <address>', 'the server (default: the one that the app was pulled from)')
    .optionsGroup('Options:')
    .option('--workflow-id <id>', 'stands in front of every prompt id (default: by the catalog, else the file name)')
    .option('--env <name>', 'lay env_config.<name>.yaml over env_config.yaml')
    .option('--json', 'print one JSON document')
    .action(async (app, options) => finish(await (await import('./commands/apply.ts')).apply(app, options)))
}

function addCampaign(command: Command): void {
  command
    .optionsGroup('By results:')
    .option('--cases <file>', 'cases as CSV, TSV, JSONL, JSON or YAML, or tests of promptfoo')
    .option('--plan <file>', 'the cases and models of this plan, in place of an app file')
    .option('--workflow <id>', 'the workflow of the plan', collect)
    .option(
      '--model <name>',
      'answer with this model: a configured one, openai:<model>, <model>@<base_url>, simulated …',
    )
    .option('--model-map <from=to>', 'answer one model of the file with another; may be repeated', collect)
    .option(
      '--reflection-model <name>',
      'think of changes with this model (default: model_roles.reflection, else --model)',
    )
    .option('--judge <name>', 'the model that judges (default: model_roles.judge)')
    .option('--embedding <name>', 'the model that embeds (default: model_roles.embedding)')
    .option(
      '--strategy <name>',
      'reflective, llm_guided, llm_clarity, llm_efficiency, hybrid, or a rule: auto, clarity_focus, efficiency_focus, structure_focus; may be repeated (default: auto picks)',
      collect,
    )
    .addOption(
      new Option('--budget <size>', 'how much to try (default: standard)').choices(['light', 'standard', 'thorough']),
    )
    .option('--max-runs <n>', 'never run the workflow more often; also takes more runs than the budget would')
    .option('--max-calls <n>', 'never make more model calls, by all models together')
    .option('--max-cost <usd>', 'never spend more, on all models together')
    .option('--max-minutes <n>', 'begin nothing more after this time, and confirm what was found')
    .option(
      '--max-cost-increase <percent>',
      'keep the baseline when a run costs so much more; any allows all (default: beyond 100 the verdict is canary)',
    )
    .option('--max-latency-increase <percent>', 'the same for the 95th percentile of the time of a run')
    .option('--seed <n>', 'of everything random (default: that of the plan, else 0)')
    .option('-j, --concurrency <n>', 'cases that run at the same time (default 4)')
    .addOption(
      new Option('--target <where>', 'run here, or on the Dify server of env_config (default: local)').choices([
        'local',
        'dify',
      ]),
    )
    .option('--resume [campaign]', 'go on with a campaign that was stopped (default: the latest)')
    .option('--yes', 'begin without asking')
    .option('--events <file>', 'write a line of JSON for each thing that happens')
    .addOption(
      new Option('--accept <verdict>', 'what may be written and kept (default: deploy)').choices(['deploy', 'canary']),
    )
    .option('--label <name>', 'point this label, such as production, at the versions that are kept')
    .option('--runs <folder>', 'keep the campaign below this folder (default: what env_config says, else runs)')
    .option('--recordings <file>', 'outputs of nodes that need a Dify server')
    .option('--app-env <name[=value]>', 'an environment variable of the app; without a value from this shell', collect)
    .option('--dify <version>', 'behave like Dify 0.15 or 1.12 (default 1.12)')
    .option('--offline', 'send no http requests: http-request nodes give recorded outputs')
    .option('--allow-private-addresses', 'let http requests reach this machine and its network')
    .option('--check', 'exit with 100 unless something was proven better')
}

function addStatic(command: Command): void {
  command
    .optionsGroup('By rule:')
    .option('--static', 'rewrite by rule, without a model, a key or cases; --strategy takes the rules only')
    .option('--min-baseline-score <points>', 'leave prompts alone that score this or more (default 80)')
    .option('--min-improvement <points>', 'propose only rewrites that gain this much (default 5)')
    .option('--min-confidence <share>', 'propose only rewrites this sure, 0 to 1 (default 0.6)')
    .option('--safe-only', 'only rewrites that keep the meaning; no guarded ones')
    .option('--diff', 'show what changes, line by line')
}

/** A list takes one value at a time, so that it does not swallow the file behind it. */
function collect(value: string, values: readonly string[] = []): readonly string[] {
  return [...values, value]
}
