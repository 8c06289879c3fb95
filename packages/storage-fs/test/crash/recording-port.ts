import type { FilePort } from '../../src/files/file-port.ts'
import { interceptedPort, type PortCall } from './intercepted-port.ts'

/** A port that tells of each call before it is made. */
export function recordingPort(files: FilePort, before: (call: PortCall) => void): FilePort {
  return interceptedPort(files, (call, run) => {
    before(call)
    return run()
  })
}
