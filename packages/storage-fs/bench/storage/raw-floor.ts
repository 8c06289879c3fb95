/** What a save costs when nothing but system calls is done: the floors. */
import {
  closeSync,
  constants,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  promises,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

const create = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL

/** The raw floor: write beside, flush, rename, flush the directory. */
export function saveRaw(directory: string, name: string, bytes: Uint8Array): void {
  const temporary = writeTemporary(directory, name, { bytes, isFlushed: true })
  renameSync(temporary, join(directory, name))
  flushDirectory(directory)
}

/** Link first: one flush of the file carries its name along, so that the flush of the directory finds little to do. */
export function saveLinkFirst(directory: string, name: string, bytes: Uint8Array): void {
  const temporary = join(directory, `.${name}`)
  const descriptor = openSync(temporary, create, 0o600)
  writeSync(descriptor, bytes)
  linkSync(temporary, join(directory, name))
  fsyncSync(descriptor)
  closeSync(descriptor)
  flushDirectory(directory)
  unlinkSync(temporary)
}

/** Write beside and rename, nothing flushed. */
export function saveUnflushed(directory: string, name: string, bytes: Uint8Array): void {
  renameSync(writeTemporary(directory, name, { bytes, isFlushed: false }), join(directory, name))
}

/** {@link saveRaw} with `fs.promises` for every step. */
export async function saveRawWithPromises(directory: string, name: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(directory, `.${name}`)
  const file = await promises.open(temporary, create, 0o600)
  await file.write(bytes)
  await file.sync()
  await file.close()
  await promises.rename(temporary, join(directory, name))
  const folder = await promises.open(directory)
  await folder.sync()
  await folder.close()
}

/** {@link saveUnflushed} with `fs.promises` for every step. */
export async function saveUnflushedWithPromises(directory: string, name: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(directory, `.${name}`)
  const file = await promises.open(temporary, create, 0o600)
  await file.write(bytes)
  await file.close()
  await promises.rename(temporary, join(directory, name))
}

/** Makes a directory as a store's is. */
export function makeDirectory(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  return path
}

function writeTemporary(
  directory: string,
  name: string,
  { bytes, isFlushed }: { bytes: Uint8Array; isFlushed: boolean },
): string {
  const temporary = join(directory, `.${name}`)
  const descriptor = openSync(temporary, create, 0o600)
  writeSync(descriptor, bytes)
  if (isFlushed) fsyncSync(descriptor)
  closeSync(descriptor)
  return temporary
}

function flushDirectory(path: string): void {
  const descriptor = openSync(path, constants.O_RDONLY)
  fsyncSync(descriptor)
  closeSync(descriptor)
}
