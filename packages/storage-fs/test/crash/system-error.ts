import { constants } from 'node:os'
import { getSystemErrorMap } from 'node:util'

/** What a call to the operating system was about. */
export interface SystemCall {
  readonly syscall: string
  readonly path?: string | undefined
  readonly dest?: string | undefined
}

export type Errno = keyof typeof constants.errno

/** An error as `node:fs` throws it. */
export function systemError(code: Errno, call: SystemCall): NodeJS.ErrnoException {
  const errno = -constants.errno[code]
  const [, description = 'unknown error'] = getSystemErrorMap().get(errno) ?? []
  const { syscall, path, dest } = call
  const where = path === undefined ? '' : ` '${path}'${dest === undefined ? '' : ` -> '${dest}'`}`
  return Object.assign(new Error(`${code}: ${description}, ${syscall}${where}`), {
    errno,
    code,
    syscall,
    ...(path !== undefined && { path }),
    ...(dest !== undefined && { dest }),
  })
}
