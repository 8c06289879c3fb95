import type { Command } from 'commander'
import type { ExitCode } from './exit-code.ts'

type Finish = (code: ExitCode) => void

const collect = (value: string, all: string[] = []): string[] => [...all, value]

/** Describes the commands that talk to a Dify server; what a command does is imported when it runs. */
export function addDify(program: Command, finish: Finish): void {
  const dify = program.command('dify').description('pull, push, publish and run the apps of a Dify server')
  const sub = (name: string, about: string) =>
    dify
      .command(name)
      .description(about)
      .option('--url <address>', 'the server (default: dify.base_url of env_config.yaml)')
      .option('--env <name>', 'lay env_config.<name>.yaml over env_config.yaml')
      .option('--json', 'print one JSON document')
  addLooks(sub, finish)
  addEdits(sub, finish)
  addRuns(sub, finish)
}

type Sub = (name: string, about: string) => Command

function addLooks(sub: Sub, finish: Finish): void {
  sub('status', 'what server it is, what it can do, and what earlier runs left on it').action(async (options) =>
    finish(await (await import('./commands/dify/status.ts')).status(options)),
  )
  sub('login', 'sign in with the account of env_config.yaml, to see that it works; nothing is kept').action(
    async (options) => finish(await (await import('./commands/dify/login.ts')).login(options)),
  )
  sub('list', 'the apps of the workspace')
    .option('--name <part>', 'only those whose name holds this')
    .option('--mode <mode>', 'workflow, advanced-chat, chat, agent-chat or completion')
    .action(async (options) => finish(await (await import('./commands/dify/list.ts')).list(options)))
}

function addEdits(sub: Sub, finish: Finish): void {
  sub('pull', 'write the app files of apps, and their entries in workflow_catalog.yaml')
    .argument('<apps...>', 'ids or names')
    .option('--dir <folder>', 'where to write', '.')
    .option('--force', 'replace a file that was changed since it was pulled (a backup is kept)')
    .action(async (apps, options) => finish(await (await import('./commands/dify/pull.ts')).pull(apps, options)))
  sub('push', 'show what a file changes, and make it the draft of the app that it was pulled from')
    .argument('<file>', 'an app file that was pulled')
    .option('--dry-run', 'only show what would change')
    .option('--merge', 'when the draft was changed too: take both, where no prompt was changed on both sides')
    .option('--publish', 'publish the draft after it')
    .option('--rollback', 'put back what the last push has replaced; the file goes along')
    .action(async (file, options) => finish(await (await import('./commands/dify/push.ts')).push(file, options)))
  sub('create', 'make a new app of a file, which can then be pushed to')
    .argument('<file>', 'an app file')
    .option('--name <name>', 'in place of the name in the file')
    .action(async (file, options) => finish(await (await import('./commands/dify/create.ts')).create(file, options)))
  sub('publish', 'publish the draft of an app')
    .argument('<app>', 'id or name')
    .option('--name <name>', 'a name for the version, at most 20 characters')
    .action(async (app, options) => finish(await (await import('./commands/dify/publish.ts')).publish(app, options)))
  sub('cleanup', 'delete the temporary apps that runs left which did not come to their end')
    .option('--dry-run', 'only list them')
    .option('--all', 'also those of processes that may still run')
    .action(async (options) => finish(await (await import('./commands/dify/cleanup.ts')).cleanup(options)))
}

function addRuns(sub: Sub, finish: Finish): void {
  sub('run', 'run the published version of an app once')
    .argument('<app>', 'id or name')
    .option('--input <name=value>', 'an input; may be repeated', collect)
    .option('--inputs <file>', 'inputs by name, as JSON or YAML')
    .option('--query <text>', 'what the user says, in chats')
    .option('--trace', 'print every node')
    .action(async (app, options) => finish(await (await import('./commands/dify/run.ts')).run(app, options)))
  sub('logs', 'the latest runs of an app through its API')
    .argument('<app>', 'id or name')
    .option('--limit <count>', 'how many', '20')
    .option('--status <status>', 'succeeded, failed, stopped or partial-succeeded')
    .action(async (app, options) => finish(await (await import('./commands/dify/logs.ts')).logs(app, options)))
}
