import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { PlanError } from '../errors.ts'

/** @throws {@link PlanError} when the file cannot be read. */
export async function readAppFile(
  path: string,
  folder: string,
): Promise<{ readonly path: string; readonly text: string; readonly sha256: string }> {
  const place = resolve(folder, path)
  try {
    const bytes = await readFile(place)
    return { path, text: bytes.toString('utf8'), sha256: createHash('sha256').update(bytes).digest('hex') }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new PlanError(`The app file ${place} cannot be read: ${reason}`, { path: place }, { cause })
  }
}
