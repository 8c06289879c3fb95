import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FileSystemStorage } from '@autoopt/storage-fs'
import { beforeAll, expect, it } from 'vitest'
import { filesIn, makeFolder, runCli } from '../run-cli.ts'
import { fillLargeStore } from './fill-store.ts'
import { startCli, untilThere } from './start-cli.ts'

const prompts = 4000
let folder = ''

beforeAll(async () => {
  folder = await makeFolder()
  await fillLargeStore(join(folder, 'v'), prompts)
})

it('a backup that is stopped is finished by making it again', async () => {
  const backup = ['storage', 'backup', 'b', '--storage', 'v', '--json']
  const running = startCli(folder, ...backup)
  await untilThere(join(folder, 'b', 'prompt_0'), running)
  running.child.kill('SIGINT')
  const { exitCode, stdout, stderr } = await running.result
  expect(exitCode).toBe(130)
  expect(stderr).toMatch(/^stopped: .*run the same command again/m)
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'CLI-INTERRUPTED-001' } })
  expect((await runCli(folder, 'storage', 'restore', 'b', '--storage', 'w')).exitCode).toBe(3)

  const report = JSON.parse((await runCli(folder, ...backup)).stdout)
  expect(report).toMatchObject({ prompts, versions: prompts })
  expect(report.same).toBeGreaterThan(0)
  expect(report.copied).toBeGreaterThan(0)
  expect((await runCli(folder, 'storage', 'restore', 'b', '--storage', 'w')).exitCode).toBe(0)
})

it('a migration that is stopped goes on where it was', async () => {
  const migrate = ['storage', 'migrate', '--from', 'v', '--to', 'm']
  const running = startCli(folder, ...migrate)
  await untilThere(join(folder, 'm', 'prompt_0'), running)
  running.child.kill('SIGINT')
  expect(await running.result).toMatchObject({
    exitCode: 130,
    stdout: '',
    stderr: expect.stringMatching(/^stopped: /m),
  })
  const { stdout } = await runCli(folder, ...migrate, '--json')
  const { versions, copied, skipped } = JSON.parse(stdout)
  expect(versions).toBe(prompts)
  expect(skipped).toBeGreaterThan(0)
  expect(copied + skipped).toBe(prompts)
})

it('an import that is stopped goes on where it was', async () => {
  await runCli(folder, 'storage', 'export', 'x.ndjson', '--storage', 'v')
  const lines = (await readFile(join(folder, 'x.ndjson'), 'utf8')).split('\n')
  const running = startCli(folder, 'storage', 'import', '-', '--storage', 'i')
  running.child.stdin.on('error', () => {})
  running.child.stdin.write(`${lines.slice(0, 1001).join('\n')}\n`)
  await untilThere(join(folder, 'i', 'prompt_0'), running)
  running.child.kill('SIGINT')
  running.child.stdin.write(`${lines.slice(1001, 3000).join('\n')}\n`)
  expect(await running.result).toMatchObject({
    exitCode: 130,
    stderr: expect.stringMatching(/^stopped: .*run the same command again/m),
  })
  const { stdout } = await runCli(folder, 'storage', 'import', 'x.ndjson', '--storage', 'i', '--json')
  const { saved, skipped } = JSON.parse(stdout)
  expect(skipped).toBeGreaterThanOrEqual(500)
  expect(saved + skipped).toBe(prompts)
})

it('a conversion that is stopped locks the store until it is finished', async () => {
  const storageDir = join(folder, 'c')
  await fillLargeStore(storageDir, prompts)
  const convert = ['storage', 'convert', '--storage', 'c', '--shard-depth', '1', '--apply']
  const running = startCli(folder, ...convert)
  await untilThere(join(storageDir, '0'), running)
  running.child.kill('SIGINT')
  expect(await running.result).toMatchObject({
    exitCode: 130,
    stderr: expect.stringMatching(/^stopped: Nobody can open the store/m),
  })
  const stats = await runCli(folder, 'storage', 'stats', '--storage', 'c')
  expect(stats).toMatchObject({ exitCode: 3, stderr: expect.stringMatching(/storage convert .* --shard-depth 1/) })
  expect((await runCli(folder, ...convert)).exitCode).toBe(0)
  await using store = new FileSystemStorage({ storageDir, readOnly: true })
  expect(await store.count()).toBe(prompts)
})

it('a measurement that is stopped leaves nothing behind', async () => {
  const running = startCli(folder, 'storage', 'bench', '--storage', 'bench')
  let [name] = [undefined as string | undefined]
  while (name === undefined && running.child.exitCode === null) {
    name = (await filesIn(folder)).find((found) => found.startsWith('.autoopt-bench-'))
  }
  await untilThere(join(folder, name ?? '', 'raw'), running)
  running.child.kill('SIGINT')
  expect((await running.result).exitCode).toBe(130)
  expect(await filesIn(folder)).not.toContain(name)
})

it('a second Ctrl-C ends at once what is still waiting', async () => {
  await runCli(folder, 'storage', 'export', 'y.ndjson', '--storage', 'v')
  const lines = (await readFile(join(folder, 'y.ndjson'), 'utf8')).split('\n')
  const running = startCli(folder, 'storage', 'import', '-', '--storage', 'waiting')
  // As many as are saved at once; then it waits for more.
  running.child.stdin.write(`${lines.slice(0, 501).join('\n')}\n`)
  await untilThere(join(folder, 'waiting', 'prompt_0'), running)
  running.child.kill('SIGINT')
  await once(running.child.stderr, 'data')
  running.child.kill('SIGINT')
  const { exitCode, stderr } = await running.result
  expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: 'Stopping; Ctrl-C again ends at once.\n' })
})
