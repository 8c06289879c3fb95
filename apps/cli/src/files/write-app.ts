import { lstat, readlink, realpath, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { UsageError } from '../exit-code.ts'
import { replaceText, writeText } from './write-text.ts'

export interface OutputOptions {
  readonly out?: string
  readonly inPlace?: boolean
}

/** Where a result went. */
export interface Written {
  readonly path: string
  readonly backup?: string
}

/**
 * Refuses contradictory or dangerous outputs before any work is done.
 *
 * @param inputs the files that the command reads; the first is the app file.
 * @throws {@link UsageError} when both ways are asked for, or `--out` is an input, no regular file, or in no folder.
 */
export async function checkOutput(inputs: readonly string[], { out, inPlace }: OutputOptions): Promise<void> {
  if (out === undefined) return
  if (inPlace) throw new UsageError('-o and --in-place exclude each other; give one of them.')
  const [app = ''] = inputs
  for (const input of inputs) {
    if (!(await isSameFile(input, out))) continue
    if (input === app)
      throw new UsageError(`-o ${out} is the app file itself. Use --in-place to replace it and keep a backup.`)
    throw new UsageError(`-o ${out} would overwrite a file that is being read. Give another name.`)
  }
  await checkPlace(out)
}

/**
 * Writes an app file where the person said, and nowhere else.
 *
 * @returns where it went; nothing when no output was asked for, or when the file already says so.
 */
export async function writeApp(
  app: string,
  { text, source }: { readonly text: string; readonly source: string },
  { out, inPlace }: OutputOptions,
): Promise<Written | undefined> {
  if (inPlace) return text === source ? undefined : { path: app, backup: await replaceText(app, text) }
  if (out === undefined) return undefined
  await writeText(out, text)
  return { path: out }
}

async function checkPlace(out: string): Promise<void> {
  const found = await stat(out).catch(() => undefined)
  if (found && !found.isFile()) throw new UsageError(`-o ${out} is no regular file. Give the name of a file.`)
  if (found) return
  const isLink = (await lstat(out).catch(() => undefined))?.isSymbolicLink()
  if (isLink)
    throw new UsageError(
      `-o ${out} is a link to ${await readlink(out)}, which is not there. Remove the link, or give another name.`,
    )
  const folder = await stat(dirname(resolve(out))).catch(() => undefined)
  if (!folder?.isDirectory())
    throw new UsageError(`-o ${out}: there is no folder ${dirname(out)}. Make it first, or give another name.`)
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const real = (path: string) => realpath(path).catch(() => resolve(path))
  return (await real(one)) === (await real(other))
}
