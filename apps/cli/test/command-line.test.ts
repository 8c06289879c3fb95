import { describe, expect, it } from 'vitest'
import { makeFolder, runCli, runCliUnread, runCliWith } from './run-cli.ts'

describe('autoopt', () => {
  it('prints its version', async () => {
    expect((await runCli(await makeFolder(), '--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it('begins its help with three examples and ends it with the exit codes', async () => {
    const { exitCode, stdout } = await runCli(await makeFolder(), '--help')
    expect(exitCode).toBe(0)
    expect(stdout.startsWith('Examples:\n')).toBe(true)
    expect(stdout).toContain('Exit codes: 0 fine')
  })

  it.each([
    [['analize', 'app.yml'], /Did you mean analyze\?/],
    [['prompts', 'app.yml', '--jsn'], /Did you mean --json\?/],
    [['prompts'], /missing required argument 'app'/],
    [['optimize', 'app.yml'], /--static/],
    [['optimize', 'app.yml', '--static', '--strategy', 'magic'], /clarity_focus.*not "magic"/],
    [['optimize', 'app.yml', '--static', '--min-improvement', 'lots'], /from 0 to 100, not "lots"/],
    [['optimize', 'app.yml', '--static', '--prompt', 'nope'], /app_triage_system/],
    [['versions', 'list'], /--storage/],
  ])('ends %j with 2 and a sentence that helps', async (parameters, message) => {
    const { exitCode, stderr } = await runCli(await makeFolder(), ...parameters)
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(message)
    expect(stderr).not.toContain('    at ')
  })

  it('puts a usage error into the JSON document where one was asked for', async () => {
    const { exitCode, stdout } = await runCli(await makeFolder(), 'prompts', '--json')
    expect(exitCode).toBe(2)
    expect(JSON.parse(stdout).error).toMatchObject({ code: 'CLI-USAGE-001', message: expect.stringContaining('app') })
  })

  it('takes options that may be repeated in front of the file', async () => {
    const { stdout } = await runCli(
      await makeFolder(),
      'analyze',
      '--prompt',
      'triage',
      '--prompt',
      'app_reply_user',
      'app.yml',
      '--json',
    )
    const ids = JSON.parse(stdout).prompts.map((prompt: { id: string }) => prompt.id)
    expect(ids).toEqual(['app_triage_system', 'app_triage_user', 'app_reply_user'])
  })

  it('stops without a word when nobody reads on', async () => {
    const folder = await makeFolder()
    const { exitCode, stderr } = await runCliUnread(folder, 'prompts', 'app.yml', '--json')
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  })

  it.each([
    ['demo', '--dir', 'app.yml/below'],
    ['init', 'app.yml', '--dir', 'app.yml'],
  ])('ends with 3 and one sentence when a folder cannot be made: %s %s %s', async (...parameters) => {
    const { exitCode, stderr } = await runCli(await makeFolder(), ...parameters)
    expect(exitCode).toBe(3)
    expect(stderr).toMatch(/^error: Cannot make the folder app\.yml/)
  })

  it('stays in the folder where a script of another project calls it', async () => {
    const folder = await makeFolder()
    const env = { INIT_CWD: '/', npm_lifecycle_event: 'start', npm_package_name: 'somebody-elses' }
    expect((await runCliWith(folder, ['prompts', 'app.yml'], env)).exitCode).toBe(0)
  })

  it('colours only where it is told to', async () => {
    const folder = await makeFolder()
    expect((await runCli(folder, 'analyze', 'app.yml')).stdout).not.toContain('\u001B[')
    expect((await runCliWith(folder, ['analyze', 'app.yml'], { FORCE_COLOR: '1' })).stdout).toContain('\u001B[')
  })
})
