import type { FilePort } from '../../src/files/file-port.ts'
import { interceptedPort } from './intercepted-port.ts'
import { systemError } from './system-error.ts'

/** The files of a disk without hard links. */
export function linklessPort(files: FilePort): FilePort {
  return interceptedPort(files, ({ method, arguments: [from, to] }, run) => {
    if (method !== 'link') return run()
    throw systemError('EPERM', { syscall: 'link', path: String(from), dest: String(to) })
  })
}
