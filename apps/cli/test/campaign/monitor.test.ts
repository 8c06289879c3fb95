import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runCli } from '../run-cli.ts'
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

  const subject = ['--app', 'app.yml', '--cases', 'cases.jsonl', ...model, '--budget', 'light', '-o', 'better.yml']
  const applied = await runCli(folder, 'monitor', 'runs', ...limits, '--apply', ...subject)
  expect(applied).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('simulated') as string })
  expect((await readdir(join(folder, 'runs'))).filter((name) => name.startsWith('optimize-'))).toHaveLength(1)
}, 240_000)
