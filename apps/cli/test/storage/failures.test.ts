import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesIn, makeFolder, runCli } from '../run-cli.ts'
import { fillStore } from './fill-store.ts'

const inspecting = [
  ['stats'],
  ['verify'],
  ['rebuild-index'],
  ['warm'],
  ['export', 'x'],
  ['backup', 'b'],
  ['prune', '--keep-last', '1'],
  ['archive', '--keep-last', '1'],
  ['convert', '--shard-depth', '1'],
  ['deleted'],
  ['restore-version', 'p', '1.0.0'],
  ['empty-trash'],
]

describe('autoopt storage', () => {
  it.each(inspecting)('%s of a folder that is not there ends with 2, and makes none', async (...command) => {
    const folder = await makeFolder()
    const { exitCode, stderr } = await runCli(folder, 'storage', ...command, '--storage', 'nowhere')
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining('no store at nowhere') })
    expect(await filesIn(folder)).toEqual(['app.yml'])
  })

  it.each([
    [['stats'], /Which store\? Give --storage/],
    [['bench'], /Which disk\?/],
    [['prune', '--storage', 'v'], /Which versions are old\?/],
    [['prune', '--storage', 'v', '--keep-last', 'two'], /--keep-last takes a whole number from 0 on, not "two"/],
    [['prune', '--storage', 'v', '--max-age', '90'], /--max-age takes .* such as 90d, not "90"/],
    [['prune', '--storage', 'v', '--keep-last', '1', '--apply', '--dry-run'], /exclude each other/],
    [['convert', '--storage', 'v', '--shard-depth', '5'], /from 0 to 4, not "5"/],
    [['warm', '--storage', 'v', '--top-n', '0'], /from 1 on, not "0"/],
    [['import', 'x', '--storage', 'v'], /There is no file x/],
    [['export', '-', '--storage', 'v', '--json'], /leave out --json/],
    [['migrate', '--from', 'v', '--to', './v'], /the same store/],
    [['migrate', '--from', 'w', '--to', 'v'], /There is no store at w/],
  ])('%j is a mistake that is explained', async (command, message) => {
    const folder = await makeFolder()
    await mkdir(join(folder, 'v'))
    const { exitCode, stderr } = await runCli(folder, 'storage', ...command)
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringMatching(message) })
  })

  it.each([['stats'], ['verify'], ['convert', '--shard-depth', '1']])(
    '%s leaves a store of a newer format alone',
    async (...command) => {
      const folder = await makeFolder()
      await fillStore(join(folder, 'v'))
      const path = join(folder, 'v', '.metadata.json')
      const newer = (await readFile(path, 'utf8')).replace(/"format": ?\d+/, '"format": 99')
      await writeFile(path, newer)
      const { exitCode, stdout } = await runCli(folder, 'storage', ...command, '--storage', 'v', '--json')
      expect(exitCode).toBe(3)
      expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'FS-FORMAT-001' } })
      expect(await readFile(path, 'utf8')).toBe(newer)
    },
  )

  it.each([['prune', '--apply'], ['archive']])(
    '%s leaves a prompt alone that cannot be read, and ends with 3',
    async (...command) => {
      const folder = await makeFolder()
      await fillStore(join(folder, 'v'))
      await writeFile(join(folder, 'v', 'wf_1_llm_1_system', '1.0.0.json'), '{"torn')
      const old = ['--keep-last', '2', '--max-age', '1h', '--storage', 'v', '--json']
      const { exitCode, stdout, stderr } = await runCli(folder, 'storage', ...command, ...old)
      expect(exitCode).toBe(3)
      expect(stderr).toContain('left alone: wf_1_llm_1_system')
      expect(JSON.parse(stdout)).toMatchObject({
        versions: 3,
        skipped: [{ prompt_id: 'wf_1_llm_1_system', error: { code: 'FS-LOAD-001' } }],
      })
    },
  )
})
