import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseDsl } from '@autoopt/dsl'
import { describe, expect, it } from 'vitest'
import { filesIn, makeFolder, runCli } from './run-cli.ts'

const everything = ['--static', '--min-baseline-score', '100', '--min-improvement', '0']

interface Outcome {
  id: string
  status: string
  version: string | null
  optimization_result: { changes: { rule: string; kind: string }[]; needs_evaluation: boolean } | null
}

const outcomes = (stdout: string): Outcome[] => JSON.parse(stdout).prompts

describe('autoopt optimize --static', () => {
  it('writes better prompts to a new file, keeps both texts as versions, and leaves the app file alone', async () => {
    const folder = await makeFolder()
    const before = await readFile(join(folder, 'app.yml'), 'utf8')
    const { exitCode, stdout } = await runCli(
      folder,
      'optimize',
      'app.yml',
      ...everything,
      '--storage',
      'versions',
      '-o',
      'out.yml',
      '--json',
    )
    expect(exitCode).toBe(0)
    expect(await readFile(join(folder, 'app.yml'), 'utf8')).toBe(before)

    const changed = outcomes(stdout).filter(({ status }) => status === 'optimized')
    expect(changed.length).toBeGreaterThan(2)
    const after = parseDsl(await readFile(join(folder, 'out.yml'), 'utf8'), { workflowId: 'app' })
    for (const { id, version } of changed) {
      const kept = await runCli(folder, 'versions', 'show', id, version ?? '', '--storage', 'versions')
      expect(kept.stdout).toBe(`${after.prompts.find((prompt) => prompt.id === id)?.text}\n`)
      const original = await runCli(folder, 'versions', 'show', id, '1.0.0', '--storage', 'versions')
      expect(original.stdout).toBe(
        `${parseDsl(before, { workflowId: 'app' }).prompts.find((prompt) => prompt.id === id)?.text}\n`,
      )
    }
  })

  it('changes nothing more when it runs on its own result, and keeps no text twice', async () => {
    const folder = await makeFolder()
    const flags = [...everything, '--storage', 'versions', '--workflow-id', 'app', '--json']
    await runCli(folder, 'optimize', 'app.yml', ...flags, '-o', 'out.yml')
    const list = async () => (await runCli(folder, 'versions', 'list', '--storage', 'versions', '--json')).stdout
    const versions = await list()
    const again = await runCli(folder, 'optimize', 'out.yml', ...flags, '-o', 'out2.yml')
    expect(outcomes(again.stdout).filter(({ status }) => status === 'optimized')).toEqual([])
    expect(await readFile(join(folder, 'out2.yml'), 'utf8')).toBe(await readFile(join(folder, 'out.yml'), 'utf8'))
    await runCli(folder, 'optimize', 'app.yml', ...flags)
    expect(await list()).toBe(versions)
  })

  it('writes nothing without an output or a store, and says so', async () => {
    const folder = await makeFolder()
    const { stderr } = await runCli(folder, 'optimize', 'app.yml', ...everything)
    expect(await filesIn(folder)).toEqual(['app.yml'])
    expect(stderr).toContain('Nothing was written to a file')
    expect(stderr).toContain('The versions were not kept')
  })

  it('marks what a guarded rule changed, and leaves guarded rules out on request', async () => {
    const folder = await makeFolder()
    const all = outcomes(
      (await runCli(folder, 'optimize', 'app.yml', ...everything, '--strategy', 'structure_focus', '--json')).stdout,
    )
    const results = all.flatMap(({ optimization_result: result }) => result ?? [])
    const isGuarded = (result: NonNullable<Outcome['optimization_result']>) =>
      result.changes.some(({ kind }) => kind === 'guarded')
    expect(results.map((result) => result.needs_evaluation)).toEqual(results.map(isGuarded))
    expect(results.filter(isGuarded).length).toBeGreaterThan(0)
    const safe = outcomes((await runCli(folder, 'optimize', 'app.yml', ...everything, '--safe-only', '--json')).stdout)
    const kinds = safe.flatMap(({ optimization_result: result }) => result?.changes.map(({ kind }) => kind) ?? [])
    expect(new Set(kinds)).toEqual(new Set(['safe']))
  })

  it('looks only at the prompts it is told to', async () => {
    const folder = await makeFolder()
    const { stdout } = await runCli(folder, 'optimize', 'app.yml', ...everything, '--prompt', 'reply', '--json')
    expect(outcomes(stdout).map(({ id }) => id)).toEqual(['app_reply_system', 'app_reply_user'])
  })
})

describe('autoopt versions', () => {
  it('rolls an app file back to an earlier text with a backup, without rewriting history', async () => {
    const folder = await makeFolder()
    const source = await readFile(join(folder, 'app.yml'), 'utf8')
    await runCli(folder, 'optimize', 'app.yml', ...everything, '--storage', 'versions', '-o', 'live.yml')
    const id = 'app_triage_system'
    const rollback = [
      'versions',
      'rollback',
      id,
      '1.0.0',
      '--storage',
      'versions',
      '--app',
      'live.yml',
      '--in-place',
      '--json',
    ]
    const { exitCode, stdout } = await runCli(folder, ...rollback)
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      rolled_back_to: '1.0.0',
      written: { path: 'live.yml', backup: 'live.yml.bak' },
    })
    const text = (file: string) =>
      parseDsl(file, { workflowId: 'app' }).prompts.find((prompt) => prompt.id === id)?.text
    expect(text(await readFile(join(folder, 'live.yml'), 'utf8'))).toBe(text(source))
    const list = JSON.parse((await runCli(folder, 'versions', 'list', id, '--storage', 'versions', '--json')).stdout)
    expect(list.prompts[0].versions).toHaveLength(3)
  })

  it('adds nothing when the latest version already says what it is rolled back to', async () => {
    const folder = await makeFolder()
    await runCli(folder, 'optimize', 'app.yml', ...everything, '--storage', 'versions')
    const rollback = ['versions', 'rollback', 'app_triage_system', '1.0.0', '--storage', 'versions']
    const first = await runCli(folder, ...rollback)
    const second = await runCli(folder, ...rollback)
    expect(first.stdout).toContain('says again')
    expect(second.stdout).toContain('already says')
  })

  it('optimizes again after a rollback, as a version of its own', async () => {
    const folder = await makeFolder()
    await runCli(folder, 'optimize', 'app.yml', ...everything, '--storage', 'versions')
    await runCli(folder, 'versions', 'rollback', 'app_triage_system', '1.0.0', '--storage', 'versions')
    await runCli(folder, 'optimize', 'app.yml', ...everything, '--storage', 'versions', '-o', 'out.yml')
    const latest = await runCli(folder, 'versions', 'show', 'app_triage_system', '--storage', 'versions')
    const out = parseDsl(await readFile(join(folder, 'out.yml'), 'utf8'), { workflowId: 'app' })
    expect(latest.stdout).toBe(`${out.prompts[0]?.text}\n`)
  })

  it.each([
    ['nowhere', [], /There is no store at nowhere/],
    ['versions', ['nope'], /no versions of "nope"/],
  ])('says so when there is no such store or prompt: %s %j', async (storage, prompt, message) => {
    const folder = await makeFolder()
    await runCli(folder, 'optimize', 'app.yml', ...everything, '--storage', 'versions')
    const { exitCode, stderr } = await runCli(folder, 'versions', 'list', ...prompt, '--storage', storage)
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(message)
  })

  it('shows the difference of two versions as a unified diff', async () => {
    const folder = await makeFolder()
    await runCli(folder, 'optimize', 'app.yml', ...everything, '--storage', 'versions')
    const { stdout } = await runCli(folder, 'versions', 'diff', 'app_triage_system', '1.0.0', '--storage', 'versions')
    expect(stdout).toMatch(/^--- app_triage_system@1\.0\.0/)
    expect(stdout).toContain('\n-Answer with one category only.')
  })

  it('names the versions there are when one is not there', async () => {
    const folder = await makeFolder()
    await runCli(folder, 'optimize', 'app.yml', ...everything, '--storage', 'versions')
    const { exitCode, stderr } = await runCli(
      folder,
      'versions',
      'show',
      'app_triage_user',
      '7.0.0',
      '--storage',
      'versions',
    )
    expect(exitCode).toBe(2)
    expect(stderr).toContain('It has 1.0.0')
  })

  it('names the version with the highest score', async () => {
    const folder = await makeFolder()
    await runCli(folder, 'optimize', 'app.yml', ...everything, '--storage', 'versions')
    const { stdout } = await runCli(folder, 'versions', 'best', 'app_triage_system', '--storage', 'versions', '--json')
    expect(JSON.parse(stdout).version).not.toBe('1.0.0')
  })

  it('reports a damaged version with its file and ends with 3', async () => {
    const folder = await makeFolder()
    await runCli(folder, 'optimize', 'app.yml', ...everything, '--storage', 'versions')
    await writeFile(join(folder, 'versions', 'app_triage_user', '1.0.0.json'), '{"torn')
    const { exitCode, stderr } = await runCli(folder, 'versions', 'show', 'app_triage_user', '--storage', 'versions')
    expect(exitCode).toBe(3)
    expect(stderr).toContain('1.0.0.json')
    expect(stderr).not.toContain('    at ')
  })
})

describe('autoopt demo', () => {
  it('ends with better prompts and with what to type next', async () => {
    const folder = await makeFolder()
    const { exitCode, stdout } = await runCli(folder, 'demo', '--dir', 'demo')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/[2-9] of 7 prompts rewritten/)
    expect(stdout.trimEnd().split('\n').at(-1)).toContain('autoopt optimize your-app.yml --cases cases.jsonl --model')
    expect(stdout).toContain('(simulated: no language model answered)')
    expect(await filesIn(join(folder, 'demo'))).toEqual([
      'letters.better.yml',
      'letters.cases.jsonl',
      'letters.yml',
      'runs',
      'support-desk.better.yml',
      'support-desk.yml',
      'versions',
    ])
  }, 60_000)
})
