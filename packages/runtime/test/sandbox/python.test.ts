import { afterAll, describe, expect, test } from 'vitest'
import {
  SandboxCodeError,
  SandboxMemoryError,
  SandboxTimeoutError,
  SandboxUnavailableError,
} from '../../src/sandbox/errors.ts'
import { openSandbox } from '../../src/sandbox/open-sandbox.ts'
import { PythonFloat } from '../../src/sandbox/python-float.ts'
import type { SandboxValue } from '../../src/sandbox/sandbox.ts'

const sandbox = openSandbox({ memoryMb: 128, processes: 1 })
afterAll(async () => sandbox[Symbol.asyncDispose]())

async function run(code: string, inputs: Readonly<Record<string, SandboxValue>> = {}): Promise<SandboxValue> {
  return sandbox.runPython(code, inputs)
}

describe('Python in the sandbox', () => {
  test('main gets the inputs by name and its result comes back', async () => {
    const code =
      'def main(a: int, b: str) -> dict:\n    return {"sum": a + 1, "text": b.upper(), "list": [a, None, True]}'
    expect(await run(code, { a: 1, b: 'ä' })).toEqual({ sum: 2, text: 'Ä', list: [1, null, true] })
  })

  test.each<[string, SandboxValue, string]>([
    ['a whole number', 3, 'int 3'],
    ['a float that is whole', new PythonFloat(3), 'float 3.0'],
    ['a float', 0.1, 'float 0.1'],
    ['a long integer', 9_223_372_036_854_775_807n, 'int 9223372036854775807'],
    ['true', true, 'bool True'],
    ['null', null, 'NoneType None'],
    ['a text', '😀\ud800', "str '😀\\ud800'"],
    ['a list', [1, 'a'], "list [1, 'a']"],
    ['an object', { b: 1, a: null }, "dict {'b': 1, 'a': None}"],
  ])('%s arrives as what it is in Python', async (_name, value, shown) => {
    expect(await run('def main(x): return {"shown": f"{type(x).__name__} {x!r}"}', { x: value })).toEqual({ shown })
  })

  test.each<[string, string, SandboxValue]>([
    ['an integer', '3', 3],
    ['a float that is whole', '3.0', new PythonFloat(3)],
    ['a large float', '1e30', new PythonFloat(1e30)],
    ['a long integer', '2**70', 2n ** 70n],
    ['a tuple', '(1, 2)', [1, 2]],
    ['a key that is no text', '{1: "a", None: "b"}', { '1': 'a', null: 'b' }],
    ['half of a surrogate pair', '"\\ud83d"', '\ud83d'],
  ])('%s comes back as what it was', async (_name, expression, value) => {
    expect(await run(`def main(): return {"x": ${expression}}`)).toEqual({ x: value })
  })

  test('the standard library is there', async () => {
    const code = `
import json, re, datetime, random, math, collections, hashlib, base64, urllib.parse, html, uuid, itertools, functools, statistics, csv, io
import xml.etree.ElementTree, zlib, sqlite3, decimal, fractions, difflib, zoneinfo, string, time, unicodedata, typing, dataclasses
def main():
    return {"hash": hashlib.sha256(b"a").hexdigest()[:8], "quoted": urllib.parse.quote("ä b"), "rows": sqlite3.connect(":memory:").execute("select 1+1").fetchone()[0]}`
    expect(await run(code)).toEqual({ hash: 'ca978112', quoted: '%C3%A4%20b', rows: 2 })
  })

  test('coroutines run to their end', async () => {
    const code = `
import asyncio
async def wait(n):
    await asyncio.sleep(0.001 * n)
    return n
async def all_of_them():
    return await asyncio.gather(wait(2), wait(1))
def main():
    return {"run": asyncio.run(all_of_them()), "loop": asyncio.new_event_loop().run_until_complete(wait(1))}`
    expect(await run(code)).toEqual({ run: [2, 1], loop: 1 })
  })

  test('the clock runs in UTC, and times are those of this machine', async () => {
    const code = 'import datetime, time\ndef main(): return {"offset": time.timezone, "now": time.time()}'
    const { offset, now } = (await run(code)) as { offset: number; now: number }
    expect(offset).toBe(0)
    expect(Math.abs(now * 1000 - Date.now())).toBeLessThan(60_000)
  })

  test('chance is not the same in each run', async () => {
    const code =
      'import random, uuid, secrets\ndef main(): return {"x": random.random(), "id": str(uuid.uuid4()), "s": secrets.token_hex()}'
    const [first, second] = [await run(code), await run(code)] as Record<string, unknown>[]
    expect(first?.['x']).not.toBe(second?.['x'])
    expect(first?.['id']).not.toBe(second?.['id'])
    expect(first?.['s']).not.toBe(second?.['s'])
  })

  test('what is printed is no part of the result', async () => {
    expect(await run('print("x" * 100)\ndef main():\n    print("y")\n    return {"ok": 1}')).toEqual({ ok: 1 })
  })

  test('code after the definition of main runs as in a program', async () => {
    expect(await run('def main(): return {"n": n}\nif __name__ == "__main__":\n    n = 5')).toEqual({ n: 5 })
  })

  test('an error comes with the traceback of the code alone', async () => {
    const error: unknown = await run('def main():\n    return helper()\ndef helper():\n    return 1 / 0').catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(SandboxCodeError)
    expect((error as Error).message).toBe(
      [
        'Traceback (most recent call last):',
        '  File "<code>", line 2, in main',
        '  File "<code>", line 4, in helper',
        'ZeroDivisionError: division by zero',
      ].join('\n'),
    )
  })

  test.each([
    ['code that does not compile', 'def main(:', /SyntaxError: invalid syntax/],
    ['code without main', 'x = 1', /NameError: name 'main' is not defined/],
    [
      'an input that main does not take',
      'def main(): return {}',
      /TypeError: main\(\) got an unexpected keyword argument 'x'/,
    ],
    [
      'a result that JSON cannot hold',
      'def main(x): return {"s": {1}}',
      /TypeError: Object of type set is not JSON serializable/,
    ],
    ['a result that is not a number', 'def main(x): return {"n": float("nan")}', /the result is not JSON/],
    [
      'a module that is not there',
      'import requests\ndef main(x): return {}',
      /ModuleNotFoundError: No module named 'requests'/,
    ],
    ['an exit', 'import sys\ndef main(x): sys.exit(3)', /SystemExit: 3/],
    ['too deep a recursion', 'def main(x): return main(x)', /RecursionError/],
  ])('%s is an error of the code', async (_name, code, message) => {
    const failing = run(code, { x: 1 })
    await expect(failing).rejects.toThrow(SandboxCodeError)
    await expect(failing).rejects.toThrow(message)
  })

  test('too much memory is an error, and the next run has it all again', async () => {
    await expect(run('def main():\n    all = []\n    while True: all.append(bytearray(10**6))')).rejects.toThrow(
      SandboxMemoryError,
    )
    expect(await run('def main(): return {"n": len(bytearray(60 * 10**6))}')).toEqual({ n: 60_000_000 })
  })

  test('code may catch that memory ran out', async () => {
    const code =
      'def main():\n    try:\n        bytearray(10**9)\n    except MemoryError:\n        return {"caught": True}'
    expect(await run(code)).toEqual({ caught: true })
  })

  test('an endless loop is stopped, even when it catches everything', async () => {
    const code =
      'def main():\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass'
    await expect(sandbox.runPython(code, {}, { timeoutMs: 300 })).rejects.toThrow(SandboxTimeoutError)
    expect(await run('def main(): return {"ok": 1}')).toEqual({ ok: 1 })
  })

  test('an abort stops a run at once', async () => {
    const controller = new AbortController()
    const running = sandbox.runPython('def main():\n    while True: pass', {}, { signal: controller.signal })
    setTimeout(() => controller.abort(new Error('enough')), 30)
    await expect(running).rejects.toThrow('enough')
  })

  test('without Pyodide there is no Python, and the error says what to install', async () => {
    await using bare = openSandbox({ usePyodide: false })
    const running = bare.runPython('def main(): return {}', {})
    await expect(running).rejects.toThrow(SandboxUnavailableError)
    await expect(running).rejects.toThrow('install the package pyodide')
  })
})
