import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { runCliWith } from '../run-cli.ts'
import { startCliWith } from '../storage/start-cli.ts'
import { openDifyScene } from './dify-scene.ts'

async function scene(version: string) {
  const flags = ['--target', 'dify', '--reflection-model', 'simulated:f1-3', '--budget', 'light', '-j', '8', '--json']
  const words = ['optimize', 'app.yml', '--cases', 'cases.jsonl', ...flags, '-o', 'better.yml']
  return { ...(await openDifyScene(version, { cases: 24 })), words }
}

describe.each([
  { version: '1.12.1', how: 'versions of one temporary app', imports: (count: number) => count === 1 },
  { version: '0.15.3', how: 'temporary apps', imports: (count: number) => count > 2 },
])('optimize on Dify $version', ({ version, how, imports }) => {
  it(`lets candidates race as ${how}, ends with a verdict, and leaves nothing there`, async () => {
    const { folder, stub, words, env } = await scene(version)
    const { exitCode, stdout, stderr } = await runCliWith(folder, words, env)
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
    const report = JSON.parse(stdout) as { verdict: string; improvement: number; spent: { runs: number } }
    expect(report.verdict).toBe('deploy')
    expect(report.improvement).toBeGreaterThan(0.1)
    expect(stub.workspace.runs.size).toBe(report.spent.runs)
    expect(stub.calls.get('POST /console/api/apps/imports')).toSatisfy(imports)
    expect(stub.workspace.apps.size).toBe(0)
    expect(await readdir(join(folder, '.autoopt', 'deployments'))).toEqual([])
    expect(await readFile(join(folder, 'better.yml'), 'utf8')).not.toBe(await readFile(join(folder, 'app.yml'), 'utf8'))
  }, 240_000)

  it('leaves nothing there when Ctrl-C ends it, and goes on later', async () => {
    const { folder, stub, words, env } = await scene(version)
    const running = startCliWith(folder, words, env)
    while (stub.workspace.runs.size < 5 && running.child.exitCode === null) await wait(5)
    running.child.kill('SIGINT')
    const { exitCode, stderr } = await running.result
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 130,
      stderr: expect.stringContaining('optimize --resume') as string,
    })
    expect(stub.workspace.apps.size).toBe(0)
    expect(await readdir(join(folder, '.autoopt', 'deployments'))).toEqual([])
    const resumed = await runCliWith(folder, ['optimize', '--resume', '--json'], env)
    expect(resumed).toMatchObject({ exitCode: 0 })
    expect(JSON.parse(resumed.stdout)).toMatchObject({ verdict: 'deploy' })
    expect(stub.workspace.apps.size).toBe(0)
  }, 240_000)
})
