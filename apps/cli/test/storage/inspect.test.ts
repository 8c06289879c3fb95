import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeFolder, runCli } from '../run-cli.ts'
import { filledIds, fillStore } from './fill-store.ts'
import { folderContent } from './folder-content.ts'

const [id = '', other = ''] = filledIds
const storage = ['--storage', 'v']

async function makeStore(): Promise<string> {
  const folder = await makeFolder()
  await fillStore(join(folder, 'v'))
  return folder
}

describe('autoopt storage stats', () => {
  it('counts prompts and versions and says how they are kept', async () => {
    const folder = await makeStore()
    const { exitCode, stdout } = await runCli(folder, 'storage', 'stats', ...storage)
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^prompts +2\nversions +10\nshards +none\ndurability +(fast|strict)\n/m)
  })

  it('prints the same as one JSON document', async () => {
    const folder = await makeStore()
    const { stdout, stderr } = await runCli(folder, 'storage', 'stats', ...storage, '--json')
    expect(JSON.parse(stdout)).toMatchObject({
      storage_dir: join(folder, 'v'),
      total_prompts: 2,
      total_versions: 10,
      shard_depth: 0,
      disk: { bytes_free: expect.any(Number), is_low: expect.any(Boolean) },
      cache_stats: { max_size: 10_000 },
    })
    expect(stderr).toBe('')
  })
})

describe('autoopt storage verify', () => {
  it('says that a store is sound and changes nothing', async () => {
    const folder = await makeStore()
    const before = await folderContent(folder)
    const { exitCode, stdout } = await runCli(folder, 'storage', 'verify', ...storage, '--json')
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ prompts: 2, versions: 10, is_sound: true, problems: [] })
    expect(await folderContent(folder)).toEqual(before)
  })

  it('ends with 3 when the store is damaged, with 100 when that was to be checked, and with 0 once it is repaired', async () => {
    const folder = await makeStore()
    await writeFile(join(folder, 'v', id, '1.2.0.json'), '{"torn')
    const found = await runCli(folder, 'storage', 'verify', ...storage, '--json')
    expect(found.exitCode).toBe(3)
    const problem = { kind: 'damaged', path: join(folder, 'v', id, '1.2.0.json'), repaired: null }
    expect(JSON.parse(found.stdout)).toMatchObject({ is_sound: false, problems: [problem] })
    expect(found.stderr).toContain('--repair')
    expect((await runCli(folder, 'storage', 'verify', ...storage, '--check')).exitCode).toBe(100)

    const repaired = await runCli(folder, 'storage', 'verify', ...storage, '--repair')
    expect(repaired.exitCode).toBe(0)
    expect(repaired.stdout).toContain('1.2.0.json')
    expect(repaired.stdout).toMatch(/Repaired: .*\n.*sound: 2 prompts, 9 versions/s)
    expect(await readdir(join(folder, 'v', '.quarantine'))).not.toEqual([])
    expect((await runCli(folder, 'storage', 'verify', ...storage)).exitCode).toBe(0)
  })
})

describe('autoopt storage rebuild-index', () => {
  it('writes the index anew', async () => {
    const folder = await makeStore()
    await rm(join(folder, 'v', '.index.json'), { force: true })
    const { exitCode, stdout } = await runCli(folder, 'storage', 'rebuild-index', ...storage, '--json')
    expect({ exitCode, written: JSON.parse(stdout) }).toEqual({ exitCode: 0, written: { prompts: 2 } })
    expect(await readdir(join(folder, 'v'))).toContain('.index.json')
  })
})

describe('autoopt storage warm', () => {
  it('reads as many prompts as it is told to', async () => {
    const folder = await makeStore()
    const one = await runCli(folder, 'storage', 'warm', ...storage, '--top-n', '1', '--json')
    expect(JSON.parse(one.stdout)).toEqual({ prompts: 1 })
    expect((await runCli(folder, 'storage', 'warm', ...storage)).stdout).toMatch(/^2 prompts read/)
  })
})

describe('autoopt storage bench', () => {
  it('measures the store beside system calls, and leaves nothing behind', async () => {
    const folder = await makeStore()
    const before = await folderContent(folder)
    const { exitCode, stdout } = await runCli(folder, 'storage', 'bench', ...storage, '--quick', '--json')
    expect(exitCode).toBe(0)
    const { rounds, ratios } = JSON.parse(stdout)
    expect(rounds).toBe(3)
    expect(ratios).toHaveLength(5)
    for (const { store_ms, raw_ms, ratio, ratio_min, ratio_max } of ratios) {
      expect(Math.min(store_ms, raw_ms, ratio_min)).toBeGreaterThan(0)
      expect(ratio).toBeGreaterThanOrEqual(ratio_min)
      expect(ratio).toBeLessThanOrEqual(ratio_max)
    }
    expect(await folderContent(folder)).toEqual(before)
    expect(await readdir(join(folder, 'v'))).toEqual(expect.not.arrayContaining([expect.stringMatching(/bench/)]))
  })

  it('measures the disk of a store that is yet to be made', async () => {
    const folder = await makeFolder()
    const { exitCode, stdout } = await runCli(folder, 'storage', 'bench', '--storage', 'a/b', '--quick')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^save, one after the other .*write, flush, rename/m)
    expect(await readdir(folder)).toEqual(['app.yml'])
  })
})

describe('autoopt versions label, labels and unlabel', () => {
  it('names versions, and remembers every move', async () => {
    const folder = await makeStore()
    const first = await runCli(folder, 'versions', 'label', other, 'production', '1.0.0', ...storage)
    expect(first.stdout).toBe(`${other}: production points at 1.0.0.\n`)
    const move = ['versions', 'label', other, 'production', '1.3.0', ...storage, '--author', 'ann', '--json']
    const second = await runCli(folder, ...move, '--expected', '1.0.0')
    expect(JSON.parse(second.stdout)).toEqual({
      prompt_id: other,
      label: 'production',
      version: '1.3.0',
      before: '1.0.0',
      revision: 2,
    })
    const labels = await runCli(folder, 'versions', 'labels', other, ...storage, '--json')
    expect(JSON.parse(labels.stdout)).toEqual({ prompt_id: other, labels: { production: '1.3.0' } })
    await runCli(folder, 'versions', 'unlabel', other, 'production', ...storage)
    const history = await runCli(folder, 'versions', 'labels', other, 'production', ...storage)
    expect(history.stdout).toMatch(/^1 .*1\.0\.0.*\n2 .*1\.3\.0.*ann\n3 .*none/m)
    expect((await runCli(folder, 'versions', 'labels', other, ...storage)).stdout).toBe('No labels.\n')
  })

  it.each([
    [['label', id, 'production', '7.0.0'], /no version "7.0.0"/],
    [['label', id, 'latest', '1.0.0'], /latest/],
    [['label', id, 'production', '1.0.0', '--expected', '1.1.0'], /expected to point at 1\.1\.0/],
    [['unlabel', id, 'production'], /no label "production"/],
  ])('ends %j with 2 and a sentence', async (parameters, message) => {
    const folder = await makeStore()
    const { exitCode, stderr } = await runCli(folder, 'versions', ...parameters, ...storage)
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringMatching(message) })
  })
})
