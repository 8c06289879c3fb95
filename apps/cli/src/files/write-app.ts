import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
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
 * @throws {@link UsageError} when both ways are asked for, or `--out` is the app file itself.
 */
export async function checkOutput(app: string, { out, inPlace }: OutputOptions): Promise<void> {
  if (out !== undefined && inPlace) throw new UsageError('-o and --in-place exclude each other; give one of them.')
  if (out !== undefined && (await sameFile(app, out))) {
    throw new UsageError(`-o ${out} is the app file itself. Use --in-place to replace it and keep a backup.`)
  }
}

/** Writes an app file where the person said, and nowhere else. */
export async function writeApp(
  app: string,
  text: string,
  { out, inPlace }: OutputOptions,
): Promise<Written | undefined> {
  if (inPlace) return { path: app, backup: await replaceText(app, text) }
  if (out === undefined) return undefined
  await writeText(out, text)
  return { path: out }
}

async function sameFile(one: string, other: string): Promise<boolean> {
  const real = (path: string) => realpath(path).catch(() => resolve(path))
  return (await real(one)) === (await real(other))
}
