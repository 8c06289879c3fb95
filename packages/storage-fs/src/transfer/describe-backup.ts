import { resolve } from 'node:path'
import { nodeFilePort } from '../files/node-file-port.ts'
import { readCompleteManifest } from './backup-manifest.ts'

/** What a backup holds. */
export interface BackupDescription {
  /** Absolute. */
  readonly folder: string
  readonly prompts: number
  readonly versions: number
  readonly finishedAt: string
}

/**
 * Says what a backup holds, by its manifest.
 * @throws {@link BackupError} when there is none in the folder, or it is not complete.
 */
export async function describeBackup(folder: string): Promise<BackupDescription> {
  const path = resolve(folder)
  const { prompts, versions, finished_at: finishedAt } = readCompleteManifest(nodeFilePort, path)
  return { folder: path, prompts, versions, finishedAt }
}
