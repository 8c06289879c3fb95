import type { FilePort } from '../../src/files/file-port.ts'

/** One call of a port. */
export interface PortCall {
  readonly method: keyof FilePort
  readonly arguments: readonly unknown[]
}

/** What happens instead of a call. @param run does what was asked for. */
export type Interception = (call: PortCall, run: () => unknown) => unknown

const methods = [
  'makeDirectory',
  'removeDirectory',
  'list',
  'stat',
  'link',
  'rename',
  'unlink',
  'create',
  'open',
  'append',
  'close',
  'statOpen',
  'read',
  'write',
  'flush',
  'flushDirectory',
  'space',
] as const satisfies readonly (keyof FilePort)[]

/** A port of which every call goes through a function. */
export function interceptedPort(files: FilePort, intercept: Interception): FilePort {
  const entries = methods.map((method) => {
    const call = (...values: unknown[]): unknown =>
      intercept({ method, arguments: values }, () => Reflect.apply(files[method], files, values))
    const isAsynchronous = method === 'flush' || method === 'flushDirectory'
    return [method, isAsynchronous ? async (...values: unknown[]) => call(...values) : call]
  })
  return Object.fromEntries(entries) as FilePort
}

/** Says what a call does, for people. */
export function describeCall({ method, arguments: values }: PortCall): string {
  const plain = values.filter((value) => typeof value === 'string' || typeof value === 'number')
  return `${method}(${plain.join(', ')})`
}
