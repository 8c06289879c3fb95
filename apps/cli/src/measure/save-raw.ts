import { closeSync, constants, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** Saves a file durably with nothing but the system calls that it takes: write beside, flush, rename, flush the folder. */
export function saveRaw(folder: string, name: string, bytes: Uint8Array): void {
  const temporary = join(folder, `.${name}`)
  const file = openSync(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
  writeSync(file, bytes)
  fsyncSync(file)
  closeSync(file)
  renameSync(temporary, join(folder, name))
  flushFolder(folder)
}

/** Windows cannot flush a folder. */
function flushFolder(path: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(path, constants.O_RDONLY)
  fsyncSync(descriptor)
  closeSync(descriptor)
}
