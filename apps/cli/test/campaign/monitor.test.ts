import { mkdir, mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runCli } from '../run-cli.ts'
import { startCli } from '../storage/start-cli.ts'
import { untilPrinted } from './until-printed.ts'
import { writeWorld } from './write-world.ts'

it('says which thresholds the latest runs cross, and optimizes when it may', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'monitor-'))
  await writeWorld(folder, 'f3-7', 30)
  const model = ['--model', 'simulated:f3-7']
  expect(await runCli(folder, 'run', 'app.yml', '--cases', 'cases.jsonl', ...model)).toMatchObject({ exitCode: 0 })

  const limits = ['--min-success-rate', '0.9', '--max-error-rate', '0.5', '--max-p95-ms', '600000']
  const { exitCode, stdout } = await runCli(folder, 'monitor', 'runs', ...limits, '--check', '--json')
  expect(exitCode).toBe(100)
  expect(JSON.parse(stdout)).toMatchObject({
    runs: 30,
    crossed: true,
    thresholds: [
      { name: 'success_rate', limit: 0.9, crossed: true },
      { name: 'error_rate', value: 0, crossed: false },
      { name: 'p95_ms', crossed: false },
    ],
  })
  expect(await readdir(join(folder, 'runs'))).toHaveLength(1)

  const thin = await runCli(folder, 'monitor', 'runs', ...limits, '--min-results', '31', '--check')
  expect(thin).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('too few to say anything') as string })
  expect(await runCli(folder, 'monitor', 'runs')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('There is nothing to watch for') as string,
  })
  expect(await runCli(folder, 'monitor', 'runs', ...limits, '--apply')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('--apply needs to know what to optimize') as string,
  })

  const dry = await runCli(folder, 'monitor', 'runs', ...limits, '--workflow', 'app')
  expect(dry.stderr).toBe(
    'Nothing was begun. To optimize: autoopt optimize app.yml --cases cases.jsonl --workflow app --model simulated:f3-7\n',
  )

  const subject = ['--app', 'app.yml', '--cases', 'cases.jsonl', ...model, '--budget', 'light', '-o', 'better.yml']
  const applied = await runCli(folder, 'monitor', 'runs', ...limits, '--apply', ...subject)
  expect(applied).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('simulated') as string })
  expect((await readdir(join(folder, 'runs'))).filter((name) => name.startsWith('optimize-'))).toHaveLength(1)
}, 240_000)

it('notices a new run while it watches, until Ctrl-C', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'monitor-'))
  await writeWorld(folder, 'f3-7', 12)
  await mkdir(join(folder, 'runs'))
  const watching = ['monitor', 'runs', '--min-success-rate', '1', '--min-results', '12', '--watch', '--interval', '1s']
  const running = startCli(folder, ...watching)
  await untilPrinted(running, '0 results: too few to say anything')
  const model = ['--model', 'simulated:f3-7']
  expect(await runCli(folder, 'run', 'app.yml', '--cases', 'cases.jsonl', ...model)).toMatchObject({ exitCode: 0 })
  await untilPrinted(running, '12 results\n  crossed success_rate')
  expect(running.printed().split('crossed')).toHaveLength(2)
  running.child.kill('SIGINT')
  const { exitCode, stderr } = await running.result
  expect(exitCode).toBe(130)
  expect(stderr).toContain('stopped: Watching has ended.')
  expect(stderr).toContain('Nothing was begun.')
  expect(await readdir(join(folder, 'runs'))).toHaveLength(1)
}, 240_000)
