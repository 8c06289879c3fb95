import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeFolder, runCli } from '../run-cli.ts'
import { fillStore } from './fill-store.ts'

const optimize = ['optimize', 'app.yml', '--static', '--min-baseline-score', '100', '--min-improvement', '0']

async function makeConfigured(options: string): Promise<string> {
  const folder = await makeFolder()
  const text = `optimizer:\n  storage:\n    backend: filesystem\n    config: {storage_dir: ./kept, ${options}}\n`
  await writeFile(join(folder, 'env_config.yaml'), text)
  return folder
}

async function statsOf(folder: string, ...flags: string[]): Promise<Record<string, unknown>> {
  return JSON.parse((await runCli(folder, 'storage', 'stats', '--json', ...flags)).stdout)
}

describe('the filesystem backend of env_config.yaml', () => {
  it('says how the store is made and opened', async () => {
    const folder = await makeConfigured('enable_sharding: true, shard_depth: 3, cache_size: 7, durability: strict')
    expect((await runCli(folder, ...optimize)).exitCode).toBe(0)
    const { shard_depth, durability, cache_stats } = await statsOf(folder)
    expect({ shard_depth, durability, cache_stats }).toMatchObject({
      shard_depth: 3,
      durability: 'strict',
      cache_stats: { max_size: 7 },
    })
  })

  it('holds for another store too, which keeps its own shards', async () => {
    const folder = await makeConfigured('enable_sharding: true, use_cache: false, durability: none')
    await fillStore(join(folder, 'v'))
    expect(await statsOf(folder, '--storage', 'v')).toMatchObject({
      shard_depth: 0,
      durability: 'none',
      cache_stats: { max_size: 0 },
    })
    expect((await runCli(folder, 'storage', 'migrate', '--from', 'v', '--to', 'kept')).exitCode).toBe(0)
    expect(await statsOf(folder)).toMatchObject({ shard_depth: 2, total_versions: 10 })
  })

  it('refuses other shards than the store has, and names the command', async () => {
    const folder = await makeConfigured('enable_sharding: true')
    await fillStore(join(folder, 'kept'))
    const { exitCode, stderr } = await runCli(folder, 'storage', 'stats')
    expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: expect.stringMatching(/convert .*--shard-depth 2/) })
    expect((await runCli(folder, 'storage', 'convert', '--shard-depth', '2', '--apply')).exitCode).toBe(0)
    expect((await runCli(folder, 'storage', 'stats')).exitCode).toBe(0)
  })

  it('keeps as much room on the disk as it is told to', async () => {
    const folder = await makeConfigured('min_free_mb: 1000000000')
    const { exitCode, stderr } = await runCli(folder, ...optimize)
    expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: expect.stringMatching(/^error: .*must stay free/m) })
  })

  it('may do without the index', async () => {
    const folder = await makeConfigured('use_index: false')
    await runCli(folder, ...optimize)
    expect(await statsOf(folder)).toMatchObject({ index: { bytes: 0 }, total_prompts: 7 })
  })
})
