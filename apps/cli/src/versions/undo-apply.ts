import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { diffTexts } from '@autoopt/optimizer'
import { exitCode, type ExitCode, UsageError } from '../exit-code.ts'
import { readText } from '../files/read-text.ts'
import { type OutputOptions, writeApp } from '../files/write-app.ts'
import { paintDiff } from '../terminal/paint.ts'
import { print, printJson, tell } from '../terminal/print.ts'

/**
 * Brings back what an app file said before it was last replaced. What it says now is kept as a backup in turn, so that undoing twice
 * changes nothing.
 *
 * @throws {@link UsageError} when there is no backup.
 */
export async function undoApply(app: string, options: OutputOptions & { readonly json?: boolean }): Promise<ExitCode> {
  const source = await readText(app)
  const backup = await latestBackup(app)
  const text = await readText(backup)
  const written = await writeApp(app, { text, source }, options)
  if (options.json) printJson({ restored: backup, written: written ?? null })
  else if (written)
    print(`${written.path} says again what ${backup} says${written.backup ? `; before: ${written.backup}` : ''}`)
  else {
    const { unified } = diffTexts(source, text, { from: app, to: backup })
    print(unified === '' ? `${app} says what ${backup} says.` : paintDiff(unified).trimEnd())
    if (!options.inPlace) tell(`\nNothing was written. Give --in-place to replace ${app}, or -o <file>.`)
  }
  return exitCode.fine
}

/** The youngest of `<name>.bak`, `<name>.1.bak`, …. */
async function latestBackup(app: string): Promise<string> {
  const name = basename(app)
  const folder = dirname(app)
  const backups = (await readdir(folder)).filter(
    (entry) => entry.startsWith(`${name}.`) && /^(\d+\.)?bak$/u.test(entry.slice(name.length + 1)),
  )
  const aged = await Promise.all(
    backups.map(async (entry) => ({ path: join(folder, entry), time: (await stat(join(folder, entry))).mtimeMs })),
  )
  const latest = aged
    .toSorted((one, other) => one.time - other.time || numberOf(one.path) - numberOf(other.path))
    .at(-1)
  if (latest !== undefined) return latest.path
  throw new UsageError(`There is no backup of ${app}: --in-place makes one, ${name}.bak, when it replaces the file.`)
}

function numberOf(path: string): number {
  return Number(/\.(\d+)\.bak$/u.exec(path)?.[1] ?? 0)
}
