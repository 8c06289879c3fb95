import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openSandbox } from '../../src/sandbox/open-sandbox.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autoopt-image-'))
})
afterEach(async () => rm(folder, { recursive: true }))

async function runOnce(cacheFolder: string): Promise<unknown> {
  await using sandbox = openSandbox({ cacheFolder })
  return await sandbox.runPython(
    'import json, random\ndef main(): return {"x": random.random(), "n": json.loads("1")}',
    {},
  )
}

describe('the image of a started Python', () => {
  test('is written once, whole, and the next sandbox starts from it', async () => {
    const first = await runOnce(join(folder, 'cache'))
    const [name, ...others] = await readdir(join(folder, 'cache'))
    expect(others).toEqual([])
    expect(name).toMatch(/^python-314\.0\.7-node\d+-[0-9a-f]{16}\.image$/)
    const bytes = await readFile(join(folder, 'cache', String(name)))

    const second = await runOnce(join(folder, 'cache'))
    expect(await readFile(join(folder, 'cache', String(name)))).toEqual(bytes)
    expect(second).toMatchObject({ n: 1 })
    expect(second).not.toEqual(first)
  })

  test.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, 1_000_000)],
    ['something else', () => Buffer.from('no image at all')],
  ])('is made anew when the file is %s', async (_name, damage) => {
    await runOnce(folder)
    const [name] = await readdir(folder)
    const path = join(folder, String(name))
    const whole = await readFile(path)
    await writeFile(path, damage(whole))
    expect(await runOnce(folder)).toMatchObject({ n: 1 })
    expect((await readFile(path)).byteLength).toBe(whole.byteLength)
  })

  test('two processes of one sandbox share it', async () => {
    await using sandbox = openSandbox({ processes: 2 })
    const code = 'import time\ndef main(n):\n    time.sleep(0.2)\n    return {"n": n}'
    const results = await Promise.all([1, 2, 3, 4].map(async (n) => sandbox.runPython(code, { n })))
    expect(results).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }])
  })
})
