#!/usr/bin/env node
/** The command's door: answers `--version` at once and loads the rest only when it is needed. */
import { readFileSync } from 'node:fs'
import module from 'node:module'

const oldestNode = [22, 19] as const
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) {
  process.stderr.write(`autoopt needs Node ${oldestNode.join('.')} or newer; this is Node ${process.versions.node}.\n`)
  process.exitCode = 2
} else if (process.argv.length === 3 && /^(-V|--version)$/.test(process.argv[2] ?? '')) {
  process.stdout.write(`${version()}\n`)
} else {
  module.enableCompileCache()
  process.stdout.on('error', stopWhenNobodyReads)
  const { main } = await import('./main.ts')
  process.exitCode = await main(process.argv, version())
}

/** `autoopt … | head` closes the pipe: what is left to say has no reader, and that is no error. */
function stopWhenNobodyReads(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
  process.exit()
}

function version(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}
