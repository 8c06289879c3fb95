import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FileSystemStorage } from '@autoopt/storage-fs'
import { describe, expect, it } from 'vitest'
import { filesIn, makeFolder, runCli } from '../run-cli.ts'
import { filledIds, fillStore } from './fill-store.ts'
import { folderContent } from './folder-content.ts'
import { startCli } from './start-cli.ts'

const [id = '', other = ''] = filledIds

async function makeStore(): Promise<string> {
  const folder = await makeFolder()
  await fillStore(join(folder, 'v'))
  return folder
}

/** Every version of both prompts, and a label. */
async function contentOf(storageDir: string): Promise<unknown> {
  await using store = new FileSystemStorage({ storageDir, readOnly: true })
  return {
    versions: [await store.listVersions(id), await store.listVersions(other)],
    labels: await store.labelsOf(id),
  }
}

describe('autoopt storage export and import', () => {
  it('carries every version and label over, and the second time passes over what is there', async () => {
    const folder = await makeStore()
    await runCli(folder, 'versions', 'label', id, 'production', '1.1.0', '--storage', 'v')
    const exported = await runCli(folder, 'storage', 'export', 'out.ndjson', '--storage', 'v', '--json')
    expect(JSON.parse(exported.stdout)).toEqual({ file: 'out.ndjson', prompts: 2, versions: 10, labels: 1 })
    const first = await runCli(folder, 'storage', 'import', 'out.ndjson', '--storage', 'w', '--json')
    expect(JSON.parse(first.stdout)).toEqual({ file: 'out.ndjson', saved: 10, skipped: 0, labels: 1 })
    expect(await contentOf(join(folder, 'w'))).toEqual(await contentOf(join(folder, 'v')))
    const second = await runCli(folder, 'storage', 'import', 'out.ndjson', '--storage', 'w')
    expect(second.stdout).toBe('0 versions and 1 label imported, 10 were there.\n')
  })

  it('writes to stdout and reads from stdin', async () => {
    const folder = await makeStore()
    const { stdout, stderr } = await runCli(folder, 'storage', 'export', '-', '--storage', 'v')
    expect(stdout.trimEnd().split('\n')).toHaveLength(12)
    expect(stderr).toMatch(/^10 versions of 2 prompts/)
    const running = startCli(folder, 'storage', 'import', '-', '--storage', 'w')
    running.child.stdin.end(stdout)
    expect(await running.result).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^10 versions/) })
    expect(await contentOf(join(folder, 'w'))).toEqual(await contentOf(join(folder, 'v')))
  })

  it('replaces a file only when it is told to', async () => {
    const folder = await makeStore()
    await writeFile(join(folder, 'out.ndjson'), 'mine')
    const refused = await runCli(folder, 'storage', 'export', 'out.ndjson', '--storage', 'v')
    expect({ ...refused, stdout: '' }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--force') })
    expect(await readFile(join(folder, 'out.ndjson'), 'utf8')).toBe('mine')
    expect((await runCli(folder, 'storage', 'export', 'out.ndjson', '--storage', 'v', '--force')).exitCode).toBe(0)
  })

  it('saves nothing of a file that is cut short', async () => {
    const folder = await makeStore()
    await runCli(folder, 'storage', 'export', 'out.ndjson', '--storage', 'v')
    const text = await readFile(join(folder, 'out.ndjson'), 'utf8')
    await writeFile(join(folder, 'out.ndjson'), text.slice(0, -80))
    const { exitCode, stdout } = await runCli(folder, 'storage', 'import', 'out.ndjson', '--storage', 'w', '--json')
    expect(exitCode).toBe(3)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'FS-EXCHANGE-001' } })
    expect(await filesIn(folder)).not.toContain('w')
  })
})

describe('autoopt storage migrate', () => {
  it('copies everything into a new store, and nothing the second time', async () => {
    const folder = await makeStore()
    await runCli(folder, 'versions', 'label', id, 'production', '1.1.0', '--storage', 'v')
    const before = await folderContent(join(folder, 'v'))
    const migrate = ['storage', 'migrate', '--from', 'v', '--to', 'w', '--json']
    const first = await runCli(folder, ...migrate, '--validate')
    expect(JSON.parse(first.stdout)).toEqual({
      from: join(folder, 'v'),
      to: join(folder, 'w'),
      prompts: 2,
      versions: 10,
      copied: 10,
      skipped: 0,
      labels: 1,
      validated: true,
    })
    expect(await contentOf(join(folder, 'w'))).toEqual(await contentOf(join(folder, 'v')))
    expect(await folderContent(join(folder, 'v'))).toEqual(before)
    expect(JSON.parse((await runCli(folder, ...migrate)).stdout)).toMatchObject({ copied: 0, skipped: 10 })
  })

  it('with --validate copies nothing out of a damaged store', async () => {
    const folder = await makeStore()
    await writeFile(join(folder, 'v', id, '1.2.0.json'), '{"torn')
    const { exitCode, stdout } = await runCli(
      folder,
      'storage',
      'migrate',
      '--from',
      'v',
      '--to',
      'w',
      '--validate',
      '--json',
    )
    expect(exitCode).toBe(3)
    expect(JSON.parse(stdout).error).toMatchObject({
      code: 'CLI-FILE-002',
      problems: [expect.stringContaining('1.2.0.json')],
    })
    expect(await filesIn(folder)).not.toContain('w')
  })
})

describe('autoopt storage backup and restore', () => {
  it('brings back what was there, and says what it copied', async () => {
    const folder = await makeStore()
    const backup = ['storage', 'backup', 'b', '--storage', 'v', '--json']
    const made = JSON.parse((await runCli(folder, ...backup)).stdout)
    expect(made).toMatchObject({
      applied: true,
      folder: join(folder, 'b'),
      prompts: 2,
      versions: 10,
      copied: 10,
      damaged: [],
    })
    const again = await runCli(folder, ...backup)
    expect(again.exitCode).toBe(3)
    expect(JSON.parse(again.stdout)).toMatchObject({ error: { code: 'FS-BACKUP-001' } })
    expect(JSON.parse((await runCli(folder, ...backup, '--incremental')).stdout)).toMatchObject({ copied: 0, same: 10 })

    const restored = await runCli(folder, 'storage', 'restore', 'b', '--storage', 'w')
    expect(restored.exitCode).toBe(0)
    expect(restored.stdout).toContain('10 versions of 2 prompts')
    expect(await contentOf(join(folder, 'w'))).toEqual(await contentOf(join(folder, 'v')))
  })

  it('replaces a store only after it has said what goes, and lays it into the trash', async () => {
    const folder = await makeStore()
    await runCli(folder, 'storage', 'backup', 'b', '--storage', 'v')
    await fillStore(join(folder, 'w'), 3)
    const restore = ['storage', 'restore', 'b', '--storage', 'w']
    const refused = await runCli(folder, ...restore)
    expect({ exitCode: refused.exitCode, stderr: refused.stderr }).toMatchObject({
      exitCode: 3,
      stderr: expect.stringMatching(/not empty/),
    })

    const before = await folderContent(folder)
    const plan = await runCli(folder, ...restore, '--replace', '--json')
    expect(plan.exitCode).toBe(0)
    expect(JSON.parse(plan.stdout)).toMatchObject({
      applied: false,
      replaced: { prompts: 2, versions: 6 },
      backup: { prompts: 2, versions: 10 },
    })
    expect((await runCli(folder, ...restore, '--replace')).stderr).toContain('--apply')
    expect(await folderContent(folder)).toEqual(before)

    expect((await runCli(folder, ...restore, '--replace', '--apply')).exitCode).toBe(0)
    expect(await contentOf(join(folder, 'w'))).toEqual(await contentOf(join(folder, 'v')))
    expect(await filesIn(join(folder, 'w', '.trash'))).toHaveLength(1)
  })

  it('ends with 3 when a version is damaged, and copies it as it is', async () => {
    const folder = await makeStore()
    const path = join(folder, 'v', id, '1.2.0.json')
    await writeFile(path, (await readFile(path, 'utf8')).replace('one sentence', 'two sentences'))
    const { exitCode, stderr } = await runCli(folder, 'storage', 'backup', 'b', '--storage', 'v')
    expect(exitCode).toBe(3)
    expect(stderr).toContain('1.2.0.json')
  })

  it.each([[[]], [['--replace']]])('restores nothing from a folder that is no backup: %j', async (flags) => {
    const folder = await makeStore()
    await mkdir(join(folder, 'none'))
    const before = await folderContent(folder)
    const { exitCode, stderr } = await runCli(folder, 'storage', 'restore', 'none', '--storage', 'v', ...flags)
    expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: expect.stringContaining('there is no backup') })
    expect(await folderContent(folder)).toEqual(before)
  })
})

describe('autoopt storage convert', () => {
  it('moves prompts into shards once it is told to', async () => {
    const folder = await makeStore()
    const content = await contentOf(join(folder, 'v'))
    const before = await folderContent(folder)
    const convert = ['storage', 'convert', '--storage', 'v', '--shard-depth', '2', '--json']
    const plan = await runCli(folder, ...convert)
    expect(JSON.parse(plan.stdout)).toEqual({ applied: false, prompts: 2, moved: 2, shard_depth: 2 })
    expect(await folderContent(folder)).toEqual(before)

    const done = await runCli(folder, ...convert, '--apply')
    expect(JSON.parse(done.stdout)).toEqual({ applied: true, prompts: 2, moved: 2, shard_depth: 2 })
    expect(await contentOf(join(folder, 'v'))).toEqual(content)
    expect((await runCli(folder, 'storage', 'stats', '--storage', 'v')).stdout).toMatch(/shards +named by 2 hex digits/)
    expect(JSON.parse((await runCli(folder, ...convert)).stdout)).toMatchObject({ moved: 0 })
  })
})
