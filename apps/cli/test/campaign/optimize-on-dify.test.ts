import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startDifyStub } from '@autoopt/dify-stub'
import { createModelResolver } from '@autoopt/llm'
import { startSimulator } from '@autoopt/simulator'
import { expect, it, onTestFinished } from 'vitest'
import { runCliWith } from '../run-cli.ts'
import { writeWorld } from './write-world.ts'

it('candidates race on a Dify server as versions of one temporary app, and nothing is left there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'optimize-on-dify-'))
  onTestFinished(async () => rm(folder, { recursive: true, force: true }))
  const world = await writeWorld(folder, 'f1-3', 24)
  await using simulator = await startSimulator({ world })
  const endpoint = { baseUrl: simulator.baseUrl, model: world.models.task }
  const models = createModelResolver({ override: 'simulated:f1-3', simulated: async () => endpoint })
  await using stub = await startDifyStub({ version: '1.12.1', runtime: { models } })
  const auth = `{email: ${stub.account.email}, password: '\${PASSWORD}'}`
  await writeFile(join(folder, 'env_config.yaml'), `dify:\n  base_url: ${stub.url}\n  auth: ${auth}\n`)
  const flags = ['--target', 'dify', '--reflection-model', 'simulated:f1-3', '--budget', 'light', '-j', '8', '--json']
  const words = ['optimize', 'app.yml', '--cases', 'cases.jsonl', ...flags, '-o', 'better.yml']
  const { exitCode, stdout, stderr } = await runCliWith(folder, words, { PASSWORD: stub.account.password })
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
  const report = JSON.parse(stdout) as { verdict: string; improvement: number; spent: { runs: number; calls: number } }
  expect(report.verdict).toBe('deploy')
  expect(report.improvement).toBeGreaterThan(0.1)
  expect(stub.workspace.runs.size).toBe(report.spent.runs)
  expect(stub.workspace.apps.size).toBe(0)
  expect(await readdir(join(folder, '.autoopt', 'deployments'))).toEqual([])
  expect(await readFile(join(folder, 'better.yml'), 'utf8')).not.toBe(await readFile(join(folder, 'app.yml'), 'utf8'))
}, 240_000)
