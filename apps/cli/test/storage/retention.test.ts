import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesIn, makeFolder, runCli } from '../run-cli.ts'
import { filledIds, fillStore } from './fill-store.ts'
import { folderContent } from './folder-content.ts'

const [id = '', other = ''] = filledIds
const storage = ['--storage', 'v']

async function makeStore(): Promise<string> {
  const folder = await makeFolder()
  await fillStore(join(folder, 'v'))
  return folder
}

async function numbers(folder: string, promptId: string): Promise<string[]> {
  const { stdout } = await runCli(folder, 'versions', 'list', promptId, ...storage, '--json')
  return JSON.parse(stdout).prompts[0].versions.map(({ version }: { version: string }) => version)
}

describe('autoopt storage prune', () => {
  it.each([[[]], [['--dry-run']], [['--archive']]])('changes nothing and says what would go: %j', async (flags) => {
    const folder = await makeStore()
    const before = await folderContent(folder)
    const { exitCode, stdout, stderr } = await runCli(
      folder,
      'storage',
      'prune',
      ...storage,
      '--keep-last',
      '2',
      ...flags,
    )
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^PROMPT +GOES/)
    expect(stdout).toContain('1.0.0 1.1.0 1.2.0')
    expect(stdout).toMatch(/6 versions of 2 prompts would go/)
    expect(stderr).toContain('--apply')
    expect(await folderContent(folder)).toEqual(before)
  })

  it('moves old versions to the trash, but none that a label points at', async () => {
    const folder = await makeStore()
    await runCli(folder, 'versions', 'label', id, 'production', '1.1.0', ...storage)
    const prune = ['storage', 'prune', ...storage, '--keep-last', '2', '--apply', '--json']
    const { exitCode, stdout } = await runCli(folder, ...prune)
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ applied: true, archive: false, versions: 5, skipped: [] })
    expect(JSON.parse(stdout).prompts).toContainEqual({
      prompt_id: id,
      goes: ['1.0.0', '1.2.0'],
      kept: [{ version: '1.1.0', because: 'labelled' }],
    })
    expect(await numbers(folder, id)).toEqual(['1.1.0', '1.3.0', '1.4.0'])
  })

  it('counts age too, and takes what both limits call old', async () => {
    const folder = await makeStore()
    const young = ['storage', 'prune', ...storage, '--json', '--max-age', '60h']
    expect(JSON.parse((await runCli(folder, ...young)).stdout).versions).toBe(6)
    expect(JSON.parse((await runCli(folder, ...young, '--keep-last', '4')).stdout).versions).toBe(2)
  })

  it('with --archive versions can be read afterwards', async () => {
    const folder = await makeStore()
    const prune = ['storage', 'prune', ...storage, '--keep-last', '1', '--archive', '--apply', '--json']
    expect(JSON.parse((await runCli(folder, ...prune)).stdout)).toMatchObject({ archive: true, versions: 8 })
    expect(await numbers(folder, other)).toEqual(['1.0.0', '1.1.0', '1.2.0', '1.3.0', '1.4.0'])
    expect(await filesIn(join(folder, 'v', id))).toEqual(['.archive', '1.4.0.json'])
  })
})

describe('autoopt storage archive', () => {
  it('moves old versions into packs, where they are read as before', async () => {
    const folder = await makeStore()
    const archive = ['storage', 'archive', ...storage, '--keep-last', '2', '--json']
    const { exitCode, stdout } = await runCli(folder, ...archive)
    expect({ exitCode, report: JSON.parse(stdout) }).toEqual({
      exitCode: 0,
      report: { prompts: 2, versions: 6, skipped: [] },
    })
    expect(await filesIn(join(folder, 'v', id))).toEqual(['.archive', '1.3.0.json', '1.4.0.json'])
    expect(await numbers(folder, id)).toHaveLength(5)
    expect(JSON.parse((await runCli(folder, ...archive)).stdout).versions).toBe(0)
  })
})

describe('autoopt storage deleted, restore-version and empty-trash', () => {
  it('lists what was deleted, and brings one back', async () => {
    const folder = await makeStore()
    expect((await runCli(folder, 'storage', 'deleted', ...storage)).stdout).toBe('Nothing was deleted.\n')
    await runCli(folder, 'storage', 'prune', ...storage, '--keep-last', '3', '--apply')
    const { stdout } = await runCli(folder, 'storage', 'deleted', other, ...storage, '--json')
    expect(JSON.parse(stdout).deleted).toEqual(
      ['1.0.0', '1.1.0'].map((version) => ({
        prompt_id: other,
        version,
        deleted_at: expect.stringMatching(/^\d{4}-/),
        bytes: expect.any(Number),
        is_emptied: false,
      })),
    )
    const back = await runCli(folder, 'storage', 'restore-version', other, '1.1.0', ...storage, '--json')
    expect(JSON.parse(back.stdout)).toEqual({ prompt_id: other, version: '1.1.0' })
    expect(await numbers(folder, other)).toEqual(['1.1.0', '1.2.0', '1.3.0', '1.4.0'])
    const gone = await runCli(folder, 'storage', 'restore-version', other, '9.0.0', ...storage)
    expect({ ...gone, stdout: '' }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('storage deleted') })
  })

  it('removes deleted versions for good once it is told to, and keeps their numbers', async () => {
    const folder = await makeStore()
    await runCli(folder, 'storage', 'prune', ...storage, '--keep-last', '3', '--apply')
    const before = await folderContent(folder)
    const empty = ['storage', 'empty-trash', ...storage, '--json']
    const plan = JSON.parse((await runCli(folder, ...empty)).stdout)
    expect(plan).toEqual({ applied: false, versions: 4, forgotten: 0, cleared: 0, bytes: expect.any(Number) })
    expect(JSON.parse((await runCli(folder, ...empty, '--older-than', '1d')).stdout).versions).toBe(0)
    expect(await folderContent(folder)).toEqual(before)

    const done = JSON.parse((await runCli(folder, ...empty, '--apply')).stdout)
    expect(done).toEqual({ ...plan, applied: true })
    const left = await runCli(folder, 'storage', 'deleted', id, ...storage)
    expect(left.stdout).toMatch(/1\.0\.0 .*only the number is kept/)
    const forget = await runCli(folder, ...empty, '--forget', '--apply')
    expect(JSON.parse(forget.stdout)).toMatchObject({ versions: 0, forgotten: 4 })
    expect((await runCli(folder, 'storage', 'deleted', ...storage)).stdout).toBe('Nothing was deleted.\n')
  })
})
