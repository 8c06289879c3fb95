import { lstat, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesIn, makeFolder, runCli } from './run-cli.ts'

const patches = `patches:
  - selector: {by_id: triage}
    strategy: {mode: append, content: "\\nAnswer in lower case."}
`

async function withPatches(text = patches): Promise<string> {
  const folder = await makeFolder()
  await writeFile(join(folder, 'P.yaml'), text)
  return folder
}

describe('autoopt apply', () => {
  it('writes the patched file where -o says and leaves the app file alone', async () => {
    const folder = await withPatches()
    const before = await readFile(join(folder, 'app.yml'), 'utf8')
    const { exitCode } = await runCli(folder, 'apply', 'app.yml', '--patches', 'P.yaml', '-o', 'out.yml')
    expect(exitCode).toBe(0)
    expect(await readFile(join(folder, 'app.yml'), 'utf8')).toBe(before)
    const { stdout } = await runCli(folder, 'prompts', 'out.yml', '--json')
    const [triage] = JSON.parse(stdout).prompts
    expect(triage.text).toMatch(/Answer in lower case\.$/)
  })

  it('without an output shows the change and writes nothing', async () => {
    const folder = await withPatches()
    const { stdout, stderr } = await runCli(folder, 'apply', 'app.yml', '--patches', 'P.yaml')
    expect(stdout).toContain('+Answer in lower case.')
    expect(stderr).toContain('Nothing was written')
    expect(await filesIn(folder)).toEqual(['P.yaml', 'app.yml'])
  })

  it('in place replaces the file and keeps every earlier one as a backup', async () => {
    const folder = await withPatches()
    const before = await readFile(join(folder, 'app.yml'), 'utf8')
    await runCli(folder, 'apply', 'app.yml', '--patches', 'P.yaml', '--in-place')
    const between = await readFile(join(folder, 'app.yml'), 'utf8')
    await runCli(folder, 'apply', 'app.yml', '--patches', 'P.yaml', '--in-place')
    expect(await filesIn(folder)).toEqual(['P.yaml', 'app.yml', 'app.yml.1.bak', 'app.yml.bak'])
    expect(await readFile(join(folder, 'app.yml.bak'), 'utf8')).toBe(before)
    expect(await readFile(join(folder, 'app.yml.1.bak'), 'utf8')).toBe(between)
  })

  it('in place writes through a link and leaves the link', async () => {
    const folder = await withPatches()
    await symlink('app.yml', join(folder, 'link.yml'))
    await runCli(folder, 'apply', 'link.yml', '--patches', 'P.yaml', '--in-place')
    expect((await lstat(join(folder, 'link.yml'))).isSymbolicLink()).toBe(true)
    expect(await readFile(join(folder, 'app.yml'), 'utf8')).toContain('Answer in lower case.')
  })

  it('reads patches in JSON as well', async () => {
    const folder = await makeFolder()
    const patch = { selector: { by_label: 'Triage' }, strategy: { mode: 'replace', content: '分类。' } }
    await writeFile(join(folder, 'p.json'), JSON.stringify({ patches: [patch] }))
    const { stdout } = await runCli(folder, 'apply', 'app.yml', '--patches', 'p.json', '-o', 'out.yml', '--json')
    expect(JSON.parse(stdout).applied).toMatchObject([{ prompt_id: 'app_triage_system', after: '分类。' }])
  })

  it.each([
    [['-o', 'app.yml'], /--in-place/],
    [['-o', 'P.yaml'], /would overwrite a file that is being read/],
    [['-o', '.'], /no regular file/],
    [['-o', 'no/such/folder/out.yml'], /there is no folder/],
    [['-o', 'x.yml', '--in-place'], /exclude each other/],
  ])('refuses %j before anything is written', async (output, message) => {
    const folder = await withPatches()
    const { exitCode, stderr } = await runCli(folder, 'apply', 'app.yml', '--patches', 'P.yaml', ...output)
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(message)
    expect(await filesIn(folder)).toEqual(['P.yaml', 'app.yml'])
  })

  it('names every mistake of a patches file with its place', async () => {
    const folder = await withPatches(
      'patches:\n  - selector: {by_idd: triage}\n    strategy: {mode: replce, content: x}\n',
    )
    const { exitCode, stderr } = await runCli(folder, 'apply', 'app.yml', '--patches', 'P.yaml')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('P.yaml:2:')
    expect(stderr).toMatch(/did you mean "by_id"\?/)
    expect(stderr).toContain('P.yaml:3:')
    expect(stderr).toMatch(/did you mean "replace"\?/)
  })

  it('in place leaves a file alone that already says so, without another backup', async () => {
    const folder = await withPatches(
      'patches:\n  - {selector: {by_id: triage, slot: user}, strategy: {mode: append, content: ""}}\n',
    )
    const { stdout } = await runCli(folder, 'apply', 'app.yml', '--patches', 'P.yaml', '--in-place')
    expect(stdout).toContain('Nothing to change')
    expect(await filesIn(folder)).toEqual(['P.yaml', 'app.yml'])
  })

  it('counts prompts, not patches, and shows of several patches of one prompt the change they make together', async () => {
    const append = (text: string) => `  - {selector: {by_id: triage}, strategy: {mode: append, content: "${text}"}}\n`
    const folder = await withPatches(`patches:\n${append('one')}${append('two')}`)
    const shown = await runCli(folder, 'apply', 'app.yml', '--patches', 'P.yaml')
    expect(shown.stdout.match(/^\+\+\+/gm)).toHaveLength(1)
    expect(shown.stdout).toContain('+onetwo')
    const { stdout } = await runCli(folder, 'apply', 'app.yml', '--patches', 'P.yaml', '-o', 'out.yml')
    expect(stdout).toContain('1 of 7 prompts patched')
  })
})
