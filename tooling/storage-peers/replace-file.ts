import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** Writes a file beside its place, flushes it, renames it into place and flushes the directory. */
export function replaceFile(path: string, content: string): void {
  const temporary = `${path}.${process.pid}.new`
  const descriptor = openSync(temporary, 'w', 0o600)
  writeSync(descriptor, content)
  fsyncSync(descriptor)
  closeSync(descriptor)
  renameSync(temporary, path)
  flushDirectory(dirname(path))
}

function flushDirectory(path: string): void {
  const descriptor = openSync(path, 'r')
  fsyncSync(descriptor)
  closeSync(descriptor)
}
