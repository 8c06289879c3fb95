import { homedir } from 'node:os'
import { afterAll, describe, expect, test } from 'vitest'
import { SandboxCodeError, SandboxCrashError, SandboxMemoryError } from '../../src/sandbox/errors.ts'
import { openSandbox } from '../../src/sandbox/open-sandbox.ts'

process.env['AUTOOPT_TEST_SECRET'] = 'secret of the parent'
const sandbox = openSandbox({ memoryMb: 128, timeoutMs: 20_000, processes: 1 })
afterAll(async () => sandbox[Symbol.asyncDispose]())

async function run(body: string): Promise<unknown> {
  const lines = body.split('\n').map((line) => `    ${line}`)
  return sandbox.runPython(`import os, sys, gc\ndef main():\n${lines.join('\n')}`, {})
}

describe('Python that attacks', () => {
  test.each([
    ['a file of this machine', 'open("/etc/passwd")'],
    ['this file', `open(${JSON.stringify(import.meta.filename)})`],
    ['a folder of this machine', 'os.listdir("/etc")'],
    ['its own program', 'open("/proc/self/cmdline")'],
  ])('reads no %s', async (_name, expression) => {
    await expect(run(`return {"text": str(${expression})}`)).rejects.toThrow(/FileNotFoundError/)
  })

  test('sees nothing of the environment', async () => {
    const { text } = (await run('return {"text": str(dict(os.environ))}')) as { text: string }
    expect(text).not.toContain('secret of the parent')
    expect(text).not.toContain(homedir())
  })

  test.each([
    ['a socket', 'import socket\nsocket.socket()', /PermissionError/],
    ['a connection', 'import socket\nsocket.create_connection(("127.0.0.1", 80))', /gaierror/],
    ['an HTTP request', 'import urllib.request\nurllib.request.urlopen("http://127.0.0.1/")', /URLError/],
    ['a child process', 'import subprocess\nsubprocess.run(["id"])', /Error/],
    ['a fork', 'os.fork()', /Function not implemented/],
    ['a fork bomb', 'while True: os.fork()', /Function not implemented/],
    ['a new program', 'os.execv("/bin/sh", ["sh"])', /Error/],
    [
      'threads without end',
      'import threading\nwhile True: threading.Thread(target=print).start()',
      /can't start new thread/,
    ],
  ])('opens no %s', async (_name, body, message) => {
    const running = run(body)
    await expect(running).rejects.toThrow(SandboxCodeError)
    await expect(running).rejects.toThrow(message)
  })

  test('starts no shell', async () => {
    expect(await run('return {"status": os.system("id")}')).toEqual({ status: -1 })
  })

  test.each([
    'import js',
    'import pyodide_js',
    'import pyodide',
    'from pyodide.code import run_js',
    'from pyodide.ffi import to_js',
    'import _pyodide_core',
    'import importlib; importlib.import_module("js")',
    '__import__("js")',
  ])('finds no JavaScript by %s', async (statement) => {
    await expect(run(statement)).rejects.toThrow(/ModuleNotFoundError: No module named/)
  })

  test.each([
    [
      'the loader of built-in modules',
      'from _frozen_importlib import BuiltinImporter\ncore = BuiltinImporter.load_module("_pyodide_core")\nreturn {"x": str(core.py2js_deep({"a": [1]}))}',
    ],
    [
      'a raw call',
      'from _frozen_importlib import BuiltinImporter\ncore = BuiltinImporter.load_module("_pyodide_core")\nreturn {"x": str(core.raw_call(1))}',
    ],
    [
      'a proxy',
      'from _frozen_importlib import BuiltinImporter\ncore = BuiltinImporter.load_module("_pyodide_core")\nreturn {"x": str(core.create_proxy(print))}',
    ],
    [
      'the objects of the interpreter',
      'proxies = [o for o in gc.get_objects() + gc.get_referrers(object) if "JsProxy" in type(o).__name__]\nreturn {"x": str(proxies[0].constructor)}',
    ],
    [
      'the types of the interpreter',
      'def below(t):\n    yield t\n    for s in type.__subclasses__(t): yield from below(s)\nfor t in below(object):\n    if t.__name__ == "JsProxy": return {"x": str(t.__new__(t).constructor)}\nraise SystemError("none")',
    ],
    ['the C library', 'import ctypes\nctypes.CDLL(None).emscripten_run_script(b"process.exit(7)")'],
    ['a shared library', 'import ctypes\nctypes.CDLL("/lib/libc.so.6")'],
    ['the exit of the process', 'os._exit(0)'],
    ['an abort', 'os.abort()'],
    ['a signal to the parent', 'os.kill(os.getppid(), 9)'],
  ])('does not get out through %s, and the next run works', async (_name, body) => {
    const outcome = await run(body).catch((error: unknown) => error)
    expect([SandboxCodeError, SandboxCrashError].some((failure) => outcome instanceof failure)).toBe(true)
    expect(await run('return {"ok": 1}')).toEqual({ ok: 1 })
  })

  test.each([
    ['a large text', 'x = "a" * (8 * 1024**3)'],
    ['a large number of bytes', 'x = bytearray(2 * 1024**3 - 1)'],
    ['a growing list', 'x = []\nwhile True: x.append(bytearray(10**6))'],
    ['a growing set', 'x = set()\nwhile True: x.add(len(x))'],
    ['a long integer', 'x = 1 << (8 * 1024**3)'],
  ])('gets no 8 GB as %s', async (_name, body) => {
    const outcome = await run(body).catch((error: unknown) => error)
    const isRefused =
      outcome instanceof SandboxMemoryError || (outcome instanceof Error && /OverflowError/.test(outcome.message))
    expect(isRefused).toBe(true)
  })

  test.each([
    ['written', 'with open("/tmp/x", "wb") as f:\n    while True: f.write(b"x" * 10**6)'],
    ['truncated', 'open("/tmp/x", "w").close()\nos.truncate("/tmp/x", 8 * 10**9)'],
    ['sought', 'with open("/tmp/x", "wb") as f:\n    f.seek(3 * 10**9)\n    f.write(b"x")'],
  ])('gets no 8 GB as a file that is %s', async (_name, body) => {
    await expect(run(body)).rejects.toThrow(/File too large/)
  })

  test.each([
    ['a module', 'import json\njson.dumps = lambda value: "{}"'],
    ['a built-in function', 'import builtins\nbuiltins.len = lambda value: 0'],
    ['a method of a library class', 'import json\njson.JSONEncoder.encode = lambda self, value: "{}"'],
    ['the list of modules', 'sys.modules["json"] = sys'],
    ['the path of modules', 'sys.path.clear()'],
    ['the template engine', 'import jinja2\njinja2.Environment.from_string = lambda self, text: text'],
    ['the recursion limit', 'sys.setrecursionlimit(50)'],
    ['the environment', 'os.environ["LEFT"] = "behind"'],
    ['the current folder', 'os.chdir("/")'],
    ['a file', 'open("/tmp/left", "w").write("behind")'],
    ['a folder', 'os.makedirs("/tmp/left/behind")'],
    ['an open file', 'global held\nheld = os.open("/tmp/left", os.O_CREAT | os.O_RDWR)'],
  ])('leaves nothing behind in %s', async (_name, body) => {
    await run(`${body}\nreturn {}`)
    const look = `import json
return {"json": json.dumps([1]), "len": len([1]), "tmp": os.listdir("/tmp"), "cwd": os.getcwd(), "env": os.environ.get("LEFT"), "fd": os.open("/tmp", os.O_RDONLY), "path": len(sys.path) > 2, "limit": sys.getrecursionlimit() > 500}`
    const { fd, ...seen } = (await run(look)) as Record<string, unknown>
    expect(seen).toEqual({ json: '[1]', len: 1, tmp: [], cwd: '/tmp', env: null, path: true, limit: true })
    expect(fd).toBeLessThan(6)
    expect(await sandbox.renderJinja('{{ x }}', { x: 1 })).toBe('1')
  })

  test.each([
    ['overwrites the library', 'open("/lib/jinja2.whl", "wb")', /Read-only file system/],
    ['adds to the library', 'open("/lib/json.py", "w")', /Read-only file system/],
    ['removes the library', 'os.unlink("/lib/jinja2.whl")', /Read-only file system/],
    ['renames into the library', 'open("/tmp/x", "w").close()\nos.rename("/tmp/x", "/lib/x")', /Read-only file system/],
    ['renames the writable folder', 'os.rename("/tmp", "/lib/x")', /Read-only file system/],
    ['leaves the folder by a path', 'open("/tmp/../lib/x", "w")', /Read-only file system/],
    ['leaves the folder by a link', 'os.symlink("/lib", "/tmp/x")', /Operation not permitted/],
    ['changes rights of the library', 'os.chmod("/lib/jinja2.whl", 0o777)', /Read-only file system/],
  ])('never %s', async (_name, body, message) => {
    await expect(run(body)).rejects.toThrow(message)
  })
})
