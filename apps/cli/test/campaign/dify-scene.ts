import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DifyStub, startDifyStub } from '@autoopt/dify-stub'
import { createModelResolver } from '@autoopt/llm'
import { startSimulator } from '@autoopt/simulator'
import { onTestFinished } from 'vitest'
import { writeWorld } from './write-world.ts'

/** A server of Dify, and a folder that is configured for it. */
export interface DifyScene {
  /** Holds `app.yml` and `cases.jsonl` of the world `f1-3`. */
  readonly folder: string
  readonly stub: DifyStub
  /** The password, as the configuration asks for it. */
  readonly env: Readonly<Record<string, string>>
}

/** Starts a server whose apps ask a simulated model; all of it is gone when the test ends. */
export async function openDifyScene(version: string, { cases }: { readonly cases: number }): Promise<DifyScene> {
  const folder = await mkdtemp(join(tmpdir(), 'campaign-on-dify-'))
  const world = await writeWorld(folder, 'f1-3', cases)
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
  return { folder, stub, env: { PASSWORD: stub.account.password } }
}
