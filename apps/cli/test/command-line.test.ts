import { describe, expect, it } from 'vitest'
import { makeFolder, runCli, runCliWith } from './run-cli.ts'

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

  it('colours only where it is told to', async () => {
    const folder = await makeFolder()
    const plain = await runCli(folder, 'analyze', 'app.yml')
    expect(plain.stdout).not.toContain('\u001B[')
    const coloured = await runCliWith(folder, ['analyze', 'app.yml'], { FORCE_COLOR: '1' })
    expect(coloured.stdout).toContain('\u001B[')
    const refused = await runCliWith(folder, ['analyze', 'app.yml'], { NO_COLOR: '1' })
    expect(refused.stdout).not.toContain('\u001B[')
  })
})
