import type { Buffer } from 'node:buffer'
import { join } from 'node:path'
import { z } from 'zod'
import { BackupError } from '../errors.ts'
import type { FilePort } from '../files/file-port.ts'
import { readFile } from '../files/read-file.ts'
import { isIntact, sealedText, sealJson } from '../record/sealed-json.ts'

/** The file in a backup that says what it is a backup of. */
export const manifestName = '.backup.json'

const manifestSchema = z.looseObject({
  format: z.literal(1),
  store_id: z.string().min(1),
  shard_depth: z.int().min(0).max(4),
  started_at: z.iso.datetime({ offset: true }),
  /** `null` while the backup is not complete. */
  finished_at: z.iso.datetime({ offset: true }).nullable(),
  prompts: z.int().min(0),
  versions: z.int().min(0),
})

/** What a backup says about itself. */
export type BackupManifest = z.infer<typeof manifestSchema>

/**
 * Reads the manifest of a backup.
 * @returns undefined when there is none.
 * @throws {@link BackupError} when it is damaged.
 */
export function readManifest(files: FilePort, path: string): BackupManifest | undefined {
  const content = readFile(files, path)
  if (content === undefined) return undefined
  const failure = { what: 'Cannot use a backup', path, why: 'its manifest is damaged' }
  if (!isIntact(content.bytes)) throw new BackupError(failure)
  const result = manifestSchema.safeParse(JSON.parse(sealedText(content.bytes)))
  if (!result.success) throw new BackupError({ ...failure, cause: result.error })
  return result.data
}

/**
 * Reads the manifest of a backup that is to be restored.
 * @throws {@link BackupError} when there is no backup in the folder, or it is not complete.
 */
export function readCompleteManifest(
  files: FilePort,
  folder: string,
): BackupManifest & { readonly finished_at: string } {
  const failure = { what: 'Cannot restore', path: folder }
  const manifest = readManifest(files, join(folder, manifestName))
  if (manifest === undefined) throw new BackupError({ ...failure, why: 'there is no backup' })
  const { finished_at } = manifest
  if (finished_at === null) throw new BackupError({ ...failure, why: 'the backup is not complete; make it again' })
  return { ...manifest, finished_at }
}

export function formatManifest(manifest: BackupManifest): Buffer {
  return sealJson(manifest)
}
