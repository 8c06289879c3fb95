import { afterAll, describe, expect, test } from 'vitest'
import { SandboxCodeError, SandboxMemoryError } from '../../src/sandbox/errors.ts'
import { openSandbox } from '../../src/sandbox/open-sandbox.ts'

const sandbox = openSandbox({ memoryMb: 64, timeoutMs: 10_000, processes: 1 })
afterAll(async () => sandbox[Symbol.asyncDispose]())

async function run(body: string): Promise<unknown> {
  return sandbox.runJavaScript(`function main() { ${body} }`, {})
}

describe('JavaScript that attacks', () => {
  test.each([
    'process',
    'require',
    'module',
    'global',
    'Buffer',
    'fetch',
    'WebSocket',
    'setTimeout',
    'setImmediate',
    'queueMicrotask',
    'structuredClone',
    'WebAssembly',
    'SharedArrayBuffer',
    'ArrayBuffer',
    'Uint8Array',
  ])('finds no %s', async (name) => {
    expect(await run(`return { type: typeof ${name} }`)).toEqual({ type: 'undefined' })
  })

  test.each([
    ['this.constructor.constructor', 'return { pid: this.constructor.constructor("return process")().pid }'],
    ['the constructor of a function', 'return { pid: (() => {}).constructor("return process")().pid }'],
    ['the constructor of an async function', 'return { f: typeof (async () => {}).constructor("return process") }'],
    ['the constructor of a generator', 'return { f: typeof (function* () {}).constructor("return process") }'],
    ['eval', 'return { pid: eval("process.pid") }'],
    ['indirect eval', 'return { pid: (0, eval)("process.pid") }'],
    ['console.constructor', 'return { pid: console.log.constructor("return process")().pid }'],
    [
      'an error of the engine',
      'try { null.x } catch (error) { return { pid: error.constructor.constructor("return process")().pid } }',
    ],
  ])('makes no code of text through %s', async (_name, body) => {
    await expect(run(body)).rejects.toThrow(SandboxCodeError)
    await expect(run(body)).rejects.toThrow(/EvalError: Code generation from strings disallowed/)
  })

  test('gets no function of the host from the frames of a stack', async () => {
    const body = `Error.prepareStackTrace = (error, frames) =>
        frames.map((frame) => typeof frame.getThis() === 'function' || typeof frame.getFunction() === 'function' ? frame.getFileName() : '').join('')
      return { host: new Error('x').stack.replaceAll('code.js', '') }`
    expect(await run(body)).toEqual({ host: '' })
  })

  test('gets no code of text from the error of a refused import', async () => {
    const code = `let found = 'nothing'
      import('node:fs').then(
        () => { found = 'a module' },
        (error) => { try { found = String(error.constructor.constructor('return process')()) } catch (refused) { found = refused.name } })
      function main() { return { found } }`
    expect(await sandbox.runJavaScript(code, {})).toEqual({ found: 'EvalError' })
  })

  test('cannot change the objects of the host through the error of a refused import', async () => {
    const poison = `import('node:fs').catch((error) => {
        for (let owner = error; owner; owner = Object.getPrototypeOf(owner)) { try { owner.polluted = 1; owner.toString = () => 'owned' } catch {} }
      })
      function main() { return {} }`
    const look = `let found
      import('node:fs').catch((error) => { found = Object.getPrototypeOf(error).polluted ?? String(Object.getPrototypeOf(Object.getPrototypeOf(error)).polluted) })
      function main() { return { found } }`
    await sandbox.runJavaScript(poison, {})
    expect(await sandbox.runJavaScript(look, {})).toEqual({ found: 'undefined' })
  })

  test.each([
    ['Object.prototype', 'Object.prototype.polluted = 1'],
    ['Array.prototype', 'Array.prototype.map = () => "owned"'],
    ['JSON', 'JSON.stringify = () => "{}"; JSON.parse = () => ({})'],
    ['the global object', 'globalThis.polluted = 1; var main2 = 1; Object.freeze(Object.prototype)'],
    ['__proto__', '({}).__proto__.polluted = 1'],
  ])('leaves nothing behind in %s', async (_name, poison) => {
    await sandbox.runJavaScript(`${poison}; function main() { return {} }`, {})
    const code = `function main({ a }) {
      return { inherited: ({}).polluted ?? null, global: typeof polluted, mapped: [1].map((x) => x + 1), a, open: Object.isExtensible(Object.prototype) }
    }`
    expect(await sandbox.runJavaScript(code, { a: 1 })).toEqual({
      inherited: null,
      global: 'undefined',
      mapped: [2],
      a: 1,
      open: true,
    })
  })

  test('reaches this program with no key of its result', async () => {
    const result = await run(
      'return JSON.parse(\'{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}\')',
    )
    expect(Object.keys(result as object)).toEqual(['__proto__', 'constructor'])
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  test('does nothing after it has answered', async () => {
    const code = `function main() { Promise.resolve().then(function again() { globalThis.count = 1; Promise.resolve().then(() => {}) }); return {} }`
    await sandbox.runJavaScript(code, {})
    expect(await run('return { count: typeof count }')).toEqual({ count: 'undefined' })
  })

  test('cannot wait forever in a promise', async () => {
    const code =
      'Promise.resolve().then(function again() { return Promise.resolve().then(again) }); function main() { return {} }'
    // Each turn keeps a promise: a fast machine runs out of memory before it runs out of time.
    const endings = /longer than 300 ms|memory/i
    await expect(sandbox.runJavaScript(code, {}, { timeoutMs: 300 })).rejects.toThrow(endings)
  })

  test.each([
    ['texts', 'const all = []; while (true) all.push("x".repeat(1e6) + all.length)'],
    ['one flat text', 'return { text: "x".repeat(2 ** 29 - 24).split("").length }'],
    ['a list', 'const all = []; while (true) all.push(new Array(1e6).fill(1))'],
    ['a map', 'const all = new Map(); for (let i = 0; ; i++) all.set(i, { i })'],
    ['long integers', 'const all = []; for (let i = 0; ; i++) all.push(2n ** 8_000_000n + BigInt(i))'],
  ])('gets no 8 GB as %s', async (_name, body) => {
    await expect(run(body)).rejects.toThrow(SandboxMemoryError)
    expect(await run('return { ok: 1 }')).toEqual({ ok: 1 })
  })

  test.runIf(process.platform === 'linux')('gets no 8 GB as objects that live outside the heap', async () => {
    const body = 'const all = []; while (true) all.push(new Intl.DateTimeFormat("ja", { timeZone: "Asia/Tokyo" }))'
    await expect(run(body)).rejects.toThrow(SandboxMemoryError)
  })
})
