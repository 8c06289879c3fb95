import type { Command } from 'commander'
import type { ExitCode } from './exit-code.ts'

type Finish = (code: ExitCode) => void

/** Describes the commands that look after a store; what a command does is imported when it runs. */
export function addStorage(program: Command, finish: Finish): void {
  const storage = program.command('storage').description('verify, back up, move, prune and measure a store of versions')
  const sub = (name: string, about: string) =>
    storage
      .command(name)
      .description(about)
      .option('--storage <folder>', 'the store (default: what env_config.yaml says)')
      .option('--env <name>', 'lay env_config.<name>.yaml over env_config.yaml')
      .option('--json', 'print one JSON document')
  addInspection(sub, finish)
  addTransfers(storage, sub, finish)
  addRetention(sub, finish)
}

type Sub = (name: string, about: string) => Command

function addInspection(sub: Sub, finish: Finish): void {
  sub('stats', 'how many prompts and versions, how they are kept, what room there is').action(async (options) =>
    finish(await (await import('./commands/storage/stats.ts')).stats(options)),
  )
  sub('verify', 'read everything and say what is wrong; exits with 3 when the store is damaged')
    .option('--repair', 'put aside what is damaged and into place what is misplaced')
    .option('--check', 'exit with 100 instead of 3')
    .action(async (options) => finish(await (await import('./commands/storage/verify.ts')).verify(options)))
  sub('rebuild-index', 'write the index anew; nothing needs it but speed').action(async (options) =>
    finish(await (await import('./commands/storage/rebuild-index.ts')).rebuildIndex(options)),
  )
  sub('warm', 'read the latest versions of the prompts that changed last into memory')
    .option('--top-n <count>', 'how many prompts', '100')
    .action(async (options) => finish(await (await import('./commands/storage/warm.ts')).warm(options)))
  sub('bench', 'measure a store on this disk beside bare system calls; the store itself is not touched')
    .option('--quick', 'fewer rounds')
    .action(async (options) => finish(await (await import('./commands/storage/bench.ts')).bench(options)))
}

function addTransfers(storage: Command, sub: Sub, finish: Finish): void {
  storage
    .command('migrate')
    .description('copy every version and label of one store into another, and prove that it arrived')
    .requiredOption('--from <folder>', 'the store to copy; it is only read')
    .requiredOption('--to <folder>', 'the store to copy into; made if there is none')
    .option('--validate', 'verify the first store before, and the second after')
    .option('--env <name>', 'lay env_config.<name>.yaml over env_config.yaml')
    .option('--json', 'print one JSON document')
    .action(async (options) => finish(await (await import('./commands/storage/migrate.ts')).migrate(options)))
  sub('export', 'write every version and label into a file of JSON lines')
    .argument('<file>', 'where to; - for stdout')
    .option('--force', 'replace a file that is there')
    .action(async (file, options) =>
      finish(await (await import('./commands/storage/export-versions.ts')).exportVersions(file, options)),
    )
  sub('import', 'save what was exported; nothing is replaced')
    .argument('<file>', 'where from; - for stdin')
    .action(async (file, options) =>
      finish(await (await import('./commands/storage/import-versions.ts')).importVersions(file, options)),
    )
  sub('backup', 'copy the store into a folder while others may write')
    .argument('<folder>', 'a new folder, or with --incremental an earlier backup')
    .option('--incremental', 'bring an earlier backup up to date')
    .action(async (folder, options) =>
      finish(await (await import('./commands/storage/backup.ts')).backup(folder, options)),
    )
  sub('restore', 'put a backup back into an empty store')
    .argument('<folder>', 'the backup')
    .option('--replace', 'move what is in the store to the trash first; shows the plan')
    .option('--apply', 'with --replace: do it')
    .action(async (folder, options) =>
      finish(await (await import('./commands/storage/restore.ts')).restore(folder, options)),
    )
  sub('convert', 'move the prompts into shards, into others, or out of them; shows the plan')
    .requiredOption('--shard-depth <digits>', 'hex digits that name a shard, 1 to 4; 0 for none')
    .option('--apply', 'do it')
    .action(async (options) => finish(await (await import('./commands/storage/convert.ts')).convert(options)))
}

function addRetention(sub: Sub, finish: Finish): void {
  const withRetention = (command: Command) =>
    command
      .option('--keep-last <count>', 'the newest versions of a prompt are not old')
      .option('--max-age <duration>', 'versions younger than this are not old, e.g. 90d')
  withRetention(sub('prune', 'move old versions to the trash; shows the plan'))
    .option('--archive', 'into packs, where they are read as before, and not to the trash')
    .option('--apply', 'do it')
    .option('--dry-run', 'only show the plan, which is the default')
    .action(async (options) => finish(await (await import('./commands/storage/prune.ts')).prune(options)))
  withRetention(sub('archive', 'move old versions into packs, where they are read as before')).action(async (options) =>
    finish(await (await import('./commands/storage/archive.ts')).archive(options)),
  )
  sub('deleted', 'list the versions in the trash')
    .argument('[prompt]', 'a prompt id (default: all)')
    .action(async (prompt, options) =>
      finish(await (await import('./commands/storage/list-deleted.ts')).listDeleted(prompt, options)),
    )
  sub('restore-version', 'take the deletion of a version back')
    .argument('<prompt>', 'a prompt id')
    .argument('<version>', 'a version in the trash')
    .action(async (prompt, version, options) =>
      finish(await (await import('./commands/storage/restore-version.ts')).restoreVersion(prompt, version, options)),
    )
  sub('empty-trash', 'remove deleted versions for good; shows the plan')
    .option('--older-than <duration>', 'only what was deleted longer ago, e.g. 30d', '0s')
    .option('--forget', 'free their numbers too')
    .option('--apply', 'do it')
    .action(async (options) => finish(await (await import('./commands/storage/empty-trash.ts')).emptyTrash(options)))
}
