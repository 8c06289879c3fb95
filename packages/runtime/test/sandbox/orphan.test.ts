import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'

const source = new URL('../../src/sandbox/open-sandbox.ts', import.meta.url).href

describe.runIf(process.platform === 'linux')('a sandbox whose parent is killed', () => {
  test.concurrent.each([
    ['runPython', 'def main():\n    while True: pass'],
    ['runJavaScript', 'function main() { while (true); }'],
  ])('ends by itself in the middle of %s', async (method, code) => {
    const program = `import { openSandbox } from ${JSON.stringify(source)}
      const sandbox = openSandbox({ processes: 1 })
      const empty = ${JSON.stringify(method === 'runPython' ? 'def main(): return {}' : 'function main() { return {} }')}
      await sandbox.${method}(empty, {})
      setTimeout(() => console.log('running'), 200)
      await sandbox.${method}(${JSON.stringify(code)}, {}, { timeoutMs: 1000 })`
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(parent.stdout, 'data')
    const children = childrenOf(Number(parent.pid))
    expect(children).toHaveLength(1)
    parent.kill('SIGKILL')

    const deadline = Date.now() + 40_000
    while (children.some(isRunning) && Date.now() < deadline) await wait(100)
    expect(children.filter(isRunning)).toEqual([])
  })
})

function childrenOf(parent: number): number[] {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return ids.filter((id) => statusOf(Number(id)).includes(`PPid:\t${parent}\n`)).map(Number)
}

/** Where nobody takes the orphan's end, it stays in the table as a zombie. */
function isRunning(id: number): boolean {
  return existsSync(`/proc/${id}`) && !/^State:\s+Z/m.test(statusOf(id))
}

function statusOf(id: number): string {
  try {
    return readFileSync(`/proc/${id}/status`, 'utf8')
  } catch {
    return ''
  }
}
