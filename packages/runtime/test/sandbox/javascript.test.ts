import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { SandboxCodeError, SandboxMemoryError, SandboxTimeoutError } from '../../src/sandbox/errors.ts'
import { openSandbox } from '../../src/sandbox/open-sandbox.ts'
import { PythonFloat } from '../../src/sandbox/python-float.ts'

const sandbox = openSandbox({ memoryMb: 64, timeoutMs: 5_000 })
afterAll(async () => sandbox[Symbol.asyncDispose]())

describe('JavaScript in the sandbox', () => {
  test('main gets the inputs as one object and its result comes back', async () => {
    const code = 'function main({ a, list }) { return { sum: a + list[0], nothing: null, yes: true, text: `${a}` } }'
    expect(await sandbox.runJavaScript(code, { a: new PythonFloat(1), list: [2.5] })).toEqual({
      sum: 3.5,
      nothing: null,
      yes: true,
      text: '1',
    })
  })

  test.each([
    ['an arrow function', 'const main = () => ({ ok: 1 })'],
    ['a class around it', 'class Tool { static run() { return { ok: 1 } } }; var main = () => Tool.run()'],
    ['code that logs', 'console.log("hello"); function main() { return { ok: 1 } }'],
  ])('main may be %s', async (_name, code) => {
    expect(await sandbox.runJavaScript(code, {})).toEqual({ ok: 1 })
  })

  test('dates, time zones and locales are there, and the clock runs in UTC', async () => {
    const code = `function main() {
      return { zone: new Date().getTimezoneOffset(), text: new Date(0).toLocaleString('en-US', { timeZone: 'Asia/Shanghai' }) }
    }`
    expect(await sandbox.runJavaScript(code, {})).toEqual({ zone: 0, text: '1/1/1970, 8:00:00 AM' })
  })

  test('an error tells its name, its message and the line of the code', async () => {
    const run = sandbox.runJavaScript('function main() {\n  return null.x\n}', {})
    await expect(run).rejects.toThrow(SandboxCodeError)
    await expect(run).rejects.toThrow(/^TypeError: Cannot read properties of null.*code\.js:2/s)
  })

  test.each([
    ['code that does not compile', 'function main( {', /^SyntaxError/],
    ['code without main', 'const other = 1', /^ReferenceError: main is not defined/],
    ['a result that JSON cannot hold', 'function main() {}', /JSON cannot hold/],
    ['a thrown text', 'function main() { throw "oh" }', /^Error: oh/],
  ])('%s is an error of the code', async (_name, code, message) => {
    const run = sandbox.runJavaScript(code, {})
    await expect(run).rejects.toThrow(SandboxCodeError)
    await expect(run).rejects.toThrow(message)
  })

  test('a promise is not awaited: its JSON is empty, as on Dify', async () => {
    expect(await sandbox.runJavaScript('async function main() { return { a: 1 } }', {})).toEqual({})
  })

  test('an endless loop is stopped', async () => {
    const run = sandbox.runJavaScript('function main() { while (true); }', {}, { timeoutMs: 200 })
    await expect(run).rejects.toThrow(SandboxTimeoutError)
  })

  test('an endless loop in an error that is being read is stopped', async () => {
    const code = 'function main() { throw { get name() { while (true); } } }'
    await expect(sandbox.runJavaScript(code, {}, { timeoutMs: 200 })).rejects.toThrow(SandboxTimeoutError)
  })

  test('too much memory ends the run, not the program', async () => {
    const code = 'function main() { const all = []; while (true) all.push(new Array(1e6).fill(1)) }'
    await expect(sandbox.runJavaScript(code, {})).rejects.toThrow(SandboxMemoryError)
    expect(await sandbox.runJavaScript('function main() { return { ok: 1 } }', {})).toEqual({ ok: 1 })
  })

  test('an abort stops a run at once, with the reason of the signal', async () => {
    const controller = new AbortController()
    const run = sandbox.runJavaScript('function main() { while (true); }', {}, { signal: controller.signal })
    setTimeout(() => controller.abort(new Error('enough')), 50)
    await expect(run).rejects.toThrow('enough')
  })

  test('an abort reaches runs that wait for a process', async () => {
    await using narrow = openSandbox({ processes: 1, timeoutMs: 5_000 })
    const controller = new AbortController()
    const first = narrow.runJavaScript('function main() { while (true); }', {}, { timeoutMs: 1_000 })
    const second = narrow.runJavaScript('function main() { return {} }', {}, { signal: controller.signal })
    setTimeout(() => controller.abort(new Error('enough')), 20)
    await expect(second).rejects.toThrow('enough')
    await expect(first).rejects.toThrow(SandboxTimeoutError)
  })

  test('an abort reaches runs whose process is still starting, and the next run gets that process', async () => {
    await using cold = openSandbox({ processes: 1 })
    const controller = new AbortController()
    const running = cold.runJavaScript('function main() { return {} }', {}, { signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(running).rejects.toThrow('enough')
    expect(await cold.runJavaScript('function main() { return { ok: 1 } }', {})).toEqual({ ok: 1 })
  })

  test('a signal that is aborted already runs nothing', async () => {
    const running = sandbox.runJavaScript(
      'function main() { return {} }',
      {},
      { signal: AbortSignal.abort(new Error('no')) },
    )
    await expect(running).rejects.toThrow('no')
  })

  test('more runs than processes all finish, each with its own result', async () => {
    const runs = Array.from({ length: 25 }, async (_, index) =>
      sandbox.runJavaScript('function main({ index }) { return { index } }', { index }),
    )
    expect(await Promise.all(runs)).toEqual(Array.from({ length: 25 }, (_, index) => ({ index })))
  })

  test('a large value goes in and out whole', async () => {
    const text = 'ä😀'.repeat(300_000)
    expect(await sandbox.runJavaScript('function main({ text }) { return { text } }', { text })).toEqual({ text })
  })
})

describe('a sandbox that is closed', () => {
  test('ends the runs that are under way and takes no more', async () => {
    const closing = openSandbox({ processes: 1 })
    const running = closing.runJavaScript('function main() { while (true); }', {})
    const waiting = closing.runJavaScript('function main() { return {} }', {})
    const outcomes = Promise.allSettled([running, waiting])
    setTimeout(() => void closing[Symbol.asyncDispose](), 400)
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await expect(closing.runJavaScript('function main() { return {} }', {})).rejects.toThrow('the sandbox is closed')
  })

  test('does not keep the program alive when nobody closes it', async () => {
    const program = `import { openSandbox } from ${JSON.stringify(new URL('../../src/sandbox/open-sandbox.ts', import.meta.url).href)}
      console.log(JSON.stringify(await openSandbox().runJavaScript('function main() { return { ok: 1 } }', {})))`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
      timeout: 30_000,
    })
    expect(stdout).toBe('{"ok":1}\n')
  })
})
