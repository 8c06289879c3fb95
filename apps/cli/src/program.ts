import { Command } from 'commander'
import { addDify } from './dify-program.ts'
import type { ExitCode } from './exit-code.ts'
import { addMonitor } from './monitor-program.ts'
import { addOptimizing } from './optimize-program.ts'
import { addRunning } from './run-program.ts'
import { addStorage } from './storage-program.ts'
import { invocation } from './terminal/invocation.ts'

const examples = (call: string) => `Examples:
  ${call} demo                                                          the whole circle, offline, on a bundled app
  ${call} run app.yml --cases cases.jsonl --model openai:gpt-4o-mini    how good is it?
  ${call} optimize app.yml --cases cases.jsonl --model openai:gpt-4o-mini -o better.yml
                                                                   make it better, and prove that it is
  ${call} analyze app.yml                                               judge every prompt, without model or key
`

const exitCodes = `
Exit codes: 0 fine · 1 a bug of ours · 2 usage or configuration · 3 disk, target or model failed ·
            100 a check did not hold (only with --check) · 130 stopped with Ctrl-C
`

/**
 * Describes every command; what a command does is imported when it runs.
 *
 * @param finish takes the exit code of the command that ran.
 */
export function createProgram(version: string, finish: (code: ExitCode) => void): Command {
  const program = new Command('autoopt')
    .description('Measure, improve and version the prompts of a Dify workflow, and prove which are better.')
    .version(version, '-V, --version')
    .addHelpText('before', examples(invocation()))
    .addHelpText('after', exitCodes)
    // `apply --version` is a flag of its own.
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .exitOverride()

  program
    .command('init')
    .description('write env_config.yaml, workflow_catalog.yaml and test_plan.yaml for an app')
    .argument('<app>', 'a Dify app file (.yml); with --from-dify the id or name of an app')
    .option('--dir <folder>', 'where to write', '.')
    .option('--force', 'replace files that are there (a backup is kept)')
    .option('--from-dify', 'pull the app from a server first')
    .option(
      '--url <address>',
      'with --from-dify: the server; the account from AUTOOPT_DIFY_EMAIL and AUTOOPT_DIFY_PASSWORD',
    )
    .option('--cases-from-logs <count>', 'with --from-dify: propose cases from past runs, without personal data')
    .option('--json', 'print one JSON document')
    .action(async (app, { fromDify, ...options }) =>
      finish(
        fromDify === true
          ? await (await import('./commands/init-from-dify.ts')).initFromDify(app, options)
          : await (await import('./commands/init.ts')).init(app, options),
      ),
    )

  program
    .command('validate')
    .description('check configuration files and app files; prints every mistake with its place')
    .argument('[files...]', 'default: the three configuration files of this folder')
    .option('--env <name>', 'lay env_config.<name>.yaml over env_config.yaml')
    .option('--json', 'print one JSON document')
    .action(async (files, options) => finish(await (await import('./commands/validate.ts')).validate(files, options)))

  withWorkflowId(program.command('prompts'))
    .description('list every prompt of an app file')
    .argument('<app>', 'a Dify app file (.yml)')
    .option('--secondary', 'also texts near prompts: class names, answers, templates')
    .option('--json', 'print one JSON document')
    .action(async (app, options) => finish(await (await import('./commands/prompts.ts')).prompts(app, options)))

  withWorkflowId(program.command('analyze'))
    .description('judge every prompt by rule: hygiene scores, findings, fixes')
    .argument('<app>', 'a Dify app file (.yml)')
    .option('--prompt <id>', 'only this prompt (prompt id, node id or pointer); may be repeated', collect)
    .option('--env <name>', 'lay env_config.<name>.yaml over env_config.yaml')
    .option('--check', 'exit with 100 when a finding is an error or a score is below --min-score')
    .option('--min-score <points>', 'with --check: the lowest overall score allowed', '0')
    .option('--json', 'print one JSON document')
    .action(async (app, options) => finish(await (await import('./commands/analyze.ts')).analyze(app, options)))

  addRunning(program, finish)

  addOptimizing(program, finish)

  addVersions(program, finish)
  addStorage(program, finish)
  addDify(program, finish)
  addMonitor(program, finish)

  program
    .command('demo')
    .description('take a bundled example from file to better file')
    .option('--dir <folder>', 'where to write (default: a new folder for temporary files)')
    .option('--json', 'print one JSON document')
    .action(async (options) => finish(await (await import('./commands/demo.ts')).demo(options)))

  return program
}

function addVersions(program: Command, finish: (code: ExitCode) => void): void {
  const versions = program
    .command('versions')
    .description('list, show, compare, label and roll back versions of prompts')
  const sub = (name: string, about: string) =>
    versions
      .command(name)
      .description(about)
      .option('--storage <folder>', 'the store (default: what env_config.yaml says)')
      .option('--env <name>', 'lay env_config.<name>.yaml over env_config.yaml')
      .option('--json', 'print one JSON document')
  const load = () => import('./commands/versions.ts')

  sub('list', 'the versions of a prompt, or of every prompt')
    .argument('[prompt]', 'a prompt id')
    .action(async (prompt, options) => finish(await (await load()).listVersions(prompt, options)))
  sub('show', 'one version: text, scores, where it came from')
    .argument('<prompt>', 'a prompt id')
    .argument('[version]', 'default: the latest')
    .action(async (prompt, version, options) => finish(await (await load()).showVersion(prompt, version, options)))
  sub('lineage', 'where a version came from, step by step, and why')
    .argument('<prompt>', 'a prompt id')
    .argument('[version]', 'default: the latest')
    .action(async (prompt, version, options) =>
      finish(await (await import('./commands/lineage.ts')).lineage(prompt, version, options)),
    )
  sub('diff', 'what one version changed against another')
    .argument('<prompt>', 'a prompt id')
    .argument('<from>', 'a version')
    .argument('[to]', 'default: the latest')
    .action(async (prompt, from, to, options) =>
      finish(await (await load()).diffVersions(prompt, { from, to }, options)),
    )
  withOutput(sub('rollback', 'make an earlier version the latest again, as a new version'))
    .argument('<prompt>', 'a prompt id')
    .argument('<version>', 'the version to go back to')
    .option('--app <file>', 'also write its text back into this app file (with -o or --in-place)')
    .option('--workflow-id <id>', "the app's id in prompt ids (default: the one in the version)")
    .action(async (prompt, version, options) => finish(await (await load()).rollbackVersion(prompt, version, options)))
  sub('best', 'the version with the highest hygiene score')
    .argument('<prompt>', 'a prompt id')
    .action(async (prompt, options) => finish(await (await load()).bestVersion(prompt, options)))
  addLabels(sub, finish)
}

function addLabels(sub: (name: string, about: string) => Command, finish: (code: ExitCode) => void): void {
  const load = () => import('./commands/labels.ts')
  sub('label', 'point a label, such as production, at a version')
    .argument('<prompt>', 'a prompt id')
    .argument('<label>', 'a name')
    .argument('<version>', 'a version')
    .option('--expected <version>', 'only if the label points at this version now, or at none')
    .option('--author <name>', 'who moves it')
    .action(async (prompt, name, version, options) =>
      finish(await (await load()).label(prompt, { name, version }, options)),
    )
  sub('labels', 'what the labels of a prompt point at, or every move of one of them')
    .argument('<prompt>', 'a prompt id')
    .argument('[label]', 'a name')
    .action(async (prompt, name, options) => finish(await (await load()).listLabels(prompt, name, options)))
  sub('unlabel', 'let a label point at nothing; its history stays')
    .argument('<prompt>', 'a prompt id')
    .argument('<label>', 'a name')
    .action(async (prompt, name, options) => finish(await (await load()).unlabel(prompt, name, options)))
}

/** A list takes one value at a time, so that it does not swallow the file behind it. */
function collect(value: string, values: readonly string[] = []): readonly string[] {
  return [...values, value]
}

function withWorkflowId(command: Command): Command {
  return command.option(
    '--workflow-id <id>',
    "the app's id in prompt ids (default: from the catalog, else the file's name)",
  )
}

function withOutput(command: Command): Command {
  return command
    .option('-o, --out <file>', 'write the result here')
    .option('--in-place', 'replace the app file; a backup is kept beside it')
}
