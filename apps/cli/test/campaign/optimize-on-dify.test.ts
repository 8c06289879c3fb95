import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startDifyStub } from '@autoopt/dify-stub'
import { createModelResolver } from '@autoopt/llm'
import { startSimulator } from '@autoopt/simulator'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runCliWith } from '../run-cli.ts'
import { startCliWith } from '../storage/start-cli.ts'
import { writeWorld } from './write-world.ts'

/** A server whose apps ask a simulated model, and a folder that is configured for it. */
async function scene(version: string) {
  const folder = await mkdtemp(join(tmpdir(), 'optimize-on-dify-'))
  const world = await writeWorld(folder, 'f1-3', 24)
  const simulator = await startSimulator({ world })
  const endpoint = { baseUrl: simulator.baseUrl, model: world.models.task }
  const models = createModelResolver({ override: 'simulated:f1-3', simulated: async () => endpoint })
  const stub = await startDifyStub({ version, runtime: { models } })
  onTestFinished(async () => {
    await stub[Symbol.asyncDispose]()
    await simulator[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })
  const auth = `{email: ${stub.account.email}, password: '\${PASSWORD}'}`
  await writeFile(join(folder, 'env_config.yaml'), `dify:\n  base_url: ${stub.url}\n  auth: ${auth}\n`)
  const flags = ['--target', 'dify', '--reflection-model', 'simulated:f1-3', '--budget', 'light', '-j', '8', '--json']
  const words = ['optimize', 'app.yml', '--cases', 'cases.jsonl', ...flags, '-o', 'better.yml']
  return { folder, stub, words, env: { PASSWORD: stub.account.password } }
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
