import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))

/** Imports a path of this package in a process of its own. @returns whether the client of a Dify server came with it. */
async function loadsDify(path: string): Promise<boolean> {
  const program = `
    import { registerHooks } from 'node:module'
    const urls = []
    registerHooks({ resolve: (name, context, next) => { const found = next(name, context); urls.push(found.url); return found } })
    await import(${JSON.stringify(path)})
    console.log(urls.some((url) => url.includes('/dify-client/')))`
  const flags = ['--conditions=@autoopt/source', '--input-type=module', '-e', program]
  const { stdout } = await promisify(execFile)(process.execPath, flags, { cwd: folder })
  return stdout.trim() === 'true'
}

test('the client of a Dify server is loaded by who asks for Dify, and by nobody else', async () => {
  const [main, dify] = await Promise.all([loadsDify('@autoopt/executor'), loadsDify('@autoopt/executor/dify')])
  expect({ main, dify }).toEqual({ main: false, dify: true })
})
