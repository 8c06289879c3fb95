import dgram from 'node:dgram'
import dns from 'node:dns'
import net from 'node:net'

/**
 * Takes from this process what Node's permission model leaves: the network, signals to other processes, and the doors to built-in modules.
 *
 * Call it when everything is loaded. The code in the sandbox never gets hold of an object of this realm; this is the second wall.
 */
export function lockDown(): void {
  for (const name of processDoors) replace(process, name)
  for (const name of ['fetch', 'WebSocket', 'EventSource', 'Worker', 'navigator']) replace(globalThis, name)

  for (const name of ['connect']) replace(net.Socket.prototype, name)
  for (const name of ['listen', '_listen2']) replace(net.Server.prototype, name)
  for (const name of ['_createServerHandle', 'createServer', 'connect', 'createConnection']) replace(net, name)
  for (const name of ['bind', 'connect', 'send']) replace(dgram.Socket.prototype, name)
  replace(dgram, 'createSocket')
  for (const name of Object.keys(dns)) if (/^(?:lookup|resolve|reverse)/.test(name)) replace(dns, name)
  replace(dns, 'promises')
}

/** Members of `process` that reach other processes, native code or built-in modules. */
const processDoors = [
  'kill',
  '_kill',
  '_debugProcess',
  '_debugEnd',
  '_linkedBinding',
  'binding',
  'dlopen',
  'getBuiltinModule',
  'loadEnvFile',
  'mainModule',
  'report',
  'setgid',
  'setuid',
  'setegid',
  'seteuid',
  'setgroups',
  'initgroups',
]

function replace(owner: object, name: string): void {
  Object.defineProperty(owner, name, { value: undefined, configurable: false, writable: false, enumerable: false })
}
