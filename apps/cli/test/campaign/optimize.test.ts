import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseDsl } from '@autoopt/dsl'
import { startSimulator, worldNamed } from '@autoopt/simulator'
import { describe, expect, it } from 'vitest'
import { runCli } from '../run-cli.ts'
import { writeWorld } from './write-world.ts'

interface Report {
  readonly campaign_id: string
  readonly simulated: boolean
  readonly verdict: string
  readonly baseline_score: number
  readonly variant_score: number
  readonly improvement: number
  readonly folder: string
  readonly patches: readonly object[]
  readonly statistics: object | null
  readonly versions: readonly {
    readonly prompt_id: string
    readonly version: string
    readonly parent_version: string
  }[]
  readonly spent: { readonly calls: number; readonly runs: number; readonly cost_usd: number | null }
}

const entry = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))
const quick = ['--model', 'simulated:f3-7', '--budget', 'light', '--json'] as const

async function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'campaign-'))
}

/** Prompts of an app file by node, as a world takes them. */
function promptsOf(text: string): Parameters<ReturnType<typeof worldNamed>['truth']['expectedScore']>[0] {
  const byNode: Record<string, { role: 'system' | 'user'; text: string }[]> = {}
  for (const { node_id, role, text: prompt } of parseDsl(text, { workflowId: 'app' }).prompts)
    (byNode[node_id] ??= []).push({ role: role as 'system' | 'user', text: prompt })
  return byNode
}

describe('optimize by results', () => {
  it('takes three configuration files from a baseline to a variant that is proven better, and writes it', async () => {
    const folder = await newFolder()
    const world = await writeWorld(folder, 'f3-7')
    await writeFile(
      join(folder, 'env_config.yaml'),
      'models: {sim: {provider: simulated, model: f3-7}}\nmodel_roles: {task: sim}\n',
    )
    await writeFile(
      join(folder, 'workflow_catalog.yaml'),
      'workflows: [{id: wf_001, label: Desk, dsl_path: app.yml}]\n',
    )
    await writeFile(
      join(folder, 'test_plan.yaml'),
      `meta: {plan_id: plan}
workflows: [{catalog_id: wf_001, dataset_refs: [cases]}]
datasets: [{dataset_id: cases, case_files: [{path: cases.jsonl}]}]
`,
    )
    const flags = ['--budget', 'light', '--storage', 'versions', '--label', 'production', '-o', 'better.yml', '--json']
    const { exitCode, stdout, stderr } = await runCli(folder, 'optimize', '--plan', 'test_plan.yaml', ...flags)
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
    const report = JSON.parse(stdout) as Report
    expect(report).toMatchObject({ verdict: 'deploy', simulated: true, statistics: { verdict: 'deploy' } })
    expect(report.variant_score).toBeGreaterThanOrEqual(report.baseline_score)
    expect(report.improvement).toBeCloseTo(report.variant_score - report.baseline_score, 6)
    expect(report.patches.length).toBeGreaterThan(0)

    const better = await readFile(join(folder, 'better.yml'), 'utf8')
    const trueGain = world.truth.expectedScore(promptsOf(better)) - world.truth.expectedScore(world.prompts)
    expect(trueGain).toBeGreaterThan(0.1)
    expect(report.versions.length).toBeGreaterThan(0)
    for (const { prompt_id, version, parent_version } of report.versions) {
      expect({ version, parent_version }).toEqual({ version: '2.0.0', parent_version: '1.0.0' })
      const shown = await runCli(folder, 'versions', 'show', prompt_id, '--storage', 'versions', '--json')
      expect(JSON.parse(shown.stdout)).toMatchObject({
        metadata: { campaign_id: report.campaign_id, verdict: 'deploy', simulated: true, strategy: 'reflective' },
      })
    }
    const holdouts = join(folder, 'runs', 'holdouts')
    const [record = ''] = await readdir(holdouts)
    expect(JSON.parse(await readFile(join(holdouts, record), 'utf8'))).toMatchObject({
      tests: [{ campaign_id: report.campaign_id, is_discovery: true, times: 1 }],
    })
    const html = await readFile(join(report.folder, 'report.html'), 'utf8')
    expect(html).toContain('Simulated.')
    expect(html).toContain('<svg')
    expect(html).not.toMatch(/https?:\/\//)
  }, 240_000)

  it('comes to the same end after being killed, and never makes more calls than it may', async () => {
    const [whole, killed] = [await newFolder(), await newFolder()]
    for (const folder of [whole, killed]) await writeWorld(folder, 'f3-7')
    const flags = ['--cases', 'cases.jsonl', ...quick, '--max-calls', '420', '-j', '2']
    const uninterrupted = JSON.parse((await runCli(whole, 'optimize', 'app.yml', ...flags)).stdout) as Report

    await killAfter(killed, flags, 60)
    const resumed = await runCli(killed, 'optimize', '--resume', '--json')
    expect(resumed).toMatchObject({ exitCode: 0 })
    const report = JSON.parse(resumed.stdout) as Report
    expect(comparable(report)).toEqual(comparable(uninterrupted))
    for (const one of [report, uninterrupted]) {
      expect(one.spent.calls).toBeLessThanOrEqual(420)
      const begun = (await readFile(join(one.folder, 'spent.jsonl'), 'utf8')).split('"begin"').length - 1
      expect(begun).toBeLessThanOrEqual(420)
      expect(one.spent.calls).toBe(begun)
    }
    const journal = (await readFile(join(report.folder, 'journal.jsonl'), 'utf8')).trim().split('\n')
    const runs = journal.flatMap((line) => {
      const { kind, result } = JSON.parse(line) as { kind: string; result?: Record<string, unknown> }
      return kind === 'result'
        ? [JSON.stringify([result?.['variant_id'], result?.['case_id'], result?.['repeat']])]
        : []
    })
    expect(new Set(runs).size).toBe(runs.length)
  }, 240_000)

  it('goes on with a higher cap, to the end of a campaign that had it from the start, and not with one below what is spent', async () => {
    const [whole, stopped] = [await newFolder(), await newFolder()]
    for (const folder of [whole, stopped]) await writeWorld(folder, 'f3-7')
    const flags = ['--cases', 'cases.jsonl', ...quick, '-j', '2']
    const high = JSON.parse(
      (await runCli(whole, 'optimize', 'app.yml', ...flags, '--max-calls', '560')).stdout,
    ) as Report

    // Before the cap has a say.
    await killAfter(stopped, [...flags, '--max-calls', '480'], 30)
    const raised = await runCli(stopped, 'optimize', '--resume', '--max-calls', '560', '--json')
    expect(raised).toMatchObject({ exitCode: 0 })
    const report = JSON.parse(raised.stdout) as Report
    expect(comparable(report)).toEqual(comparable(high))
    expect(report.spent.calls).toBeLessThanOrEqual(560)

    const again = JSON.parse((await runCli(stopped, 'optimize', '--resume', '--json')).stdout) as Report
    expect(comparable(again)).toEqual(comparable(report))
    expect(again.spent.calls).toBe(report.spent.calls)
    const spent = await runCli(stopped, 'optimize', '--resume', '--max-calls', '100')
    expect(spent).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('The cap of 100 calls is below the') as string,
    })
  }, 240_000)

  it('belongs to one process: another is told which', async () => {
    const folder = await newFolder()
    await writeWorld(folder, 'f3-7')
    const running = await startUntil(folder, ['--cases', 'cases.jsonl', ...quick, '-j', '1'], 10)
    const second = await runCli(folder, 'optimize', '--resume')
    expect(second).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining(`is being written by process ${running.pid} on `) as string,
    })
    const exited = once(running, 'exit')
    running.kill('SIGKILL')
    await exited
  }, 240_000)

  it('spends no cent more than it may, and says before each call what it may take', async () => {
    const folder = await newFolder()
    const { models } = await writeWorld(folder, 'f3-7')
    await using simulator = await startSimulator({ world: 'f3-7' })
    await writeFile(join(folder, 'env_config.yaml'), JSON.stringify({ models: paidModels(simulator.baseUrl, models) }))
    const cap = 0.6
    const flags = [
      '--cases',
      'cases.jsonl',
      '--model',
      'task',
      '--reflection-model',
      'thinker',
      '--json',
      '--budget',
      'light',
      '--max-cost',
      `${cap}`,
    ]
    const ended = await runCli(folder, 'optimize', 'app.yml', ...flags)
    expect({ exitCode: ended.exitCode, stderr: ended.stderr }).toMatchObject({ exitCode: 0 })
    const report = JSON.parse(ended.stdout) as Report
    const held = await heldDollars(join(report.folder, 'spent.jsonl'))
    expect(held.length).toBeGreaterThan(200)
    expect(Math.max(...held)).toBeLessThanOrEqual(cap + 1e-9)
    expect(held.at(-1)).toBeCloseTo(report.spent.cost_usd ?? 0, 9)
  }, 240_000)

  it('says what is missing before anything is run', async () => {
    const folder = await newFolder()
    await writeWorld(folder, 'f3-7', 30)
    await writeFile(join(folder, 'bare.jsonl'), '{"case_id": "a", "inputs": {"text": "x"}}\n')
    const attempts: [string[], string][] = [
      [['optimize', 'app.yml'], 'Give test cases with --cases'],
      [['optimize', 'app.yml', '--cases', 'bare.jsonl', '--model', 'simulated:f3-7'], 'No case has an assertion'],
      [['optimize', 'app.yml', '--cases', 'cases.jsonl'], 'say which with --model'],
      [
        ['optimize', 'app.yml', '--cases', 'cases.jsonl', ...quick, '--max-calls', '20'],
        'are the least that can show anything',
      ],
      [
        ['optimize', 'app.yml', '--static', '--strategy', 'reflective'],
        'give --cases <file> and --model <name> in place',
      ],
      [['optimize', 'app.yml', '--static', '--strategy', 'best'], 'takes auto, clarity_focus, efficiency_focus, struc'],
      [
        ['optimize', 'app.yml', '--cases', 'cases.jsonl', ...quick, '--strategy', 'best'],
        'hybrid, reflective, not "best"',
      ],
      [
        ['optimize', 'app.yml', '--cases', 'cases.jsonl', ...quick, '--max-cost-increase', 'much'],
        'a percentage, such as 25, or any',
      ],
      [['optimize', '--resume'], 'There is no campaign to resume'],
    ]
    for (const [words, message] of attempts) {
      const { exitCode, stderr } = await runCli(folder, ...words)
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(message) as string })
    }
    expect(existsSync(join(folder, 'runs'))).toBe(false)
  }, 240_000)

  it('keeps the baseline where a gain costs more than it may', async () => {
    const folder = await newFolder()
    const { models } = await writeWorld(folder, 'f3-7')
    await using simulator = await startSimulator({ world: 'f3-7' })
    await writeFile(join(folder, 'env_config.yaml'), JSON.stringify({ models: paidModels(simulator.baseUrl, models) }))
    const roles = ['--model', 'task', '--reflection-model', 'thinker']
    const flags = ['--cases', 'cases.jsonl', ...roles, '--budget', 'light', '--json', '-o', 'new.yml']
    const { stdout } = await runCli(folder, 'optimize', 'app.yml', ...flags, '--max-cost-increase', '1%')
    const { verdict, statistics } = JSON.parse(stdout) as Report
    expect(verdict).toBe('keep')
    expect(JSON.stringify(statistics)).toMatch(/rises by \d+ %; 1 % is allowed/)
    expect(existsSync(join(folder, 'new.yml'))).toBe(false)
  }, 240_000)

  it('writes nothing when nothing helps, and says so with --check', async () => {
    const folder = await newFolder()
    await writeWorld(folder, 'f9-2', 30)
    const flags = [
      '--cases',
      'cases.jsonl',
      '--model',
      'simulated:f9-2',
      '--budget',
      'light',
      '--check',
      '-o',
      'new.yml',
    ]
    const { exitCode, stdout } = await runCli(folder, 'optimize', 'app.yml', ...flags)
    expect(exitCode).toBe(100)
    expect(stdout).toMatch(/^(keep|inconclusive|canary): .*simulated/)
    expect(existsSync(join(folder, 'new.yml'))).toBe(false)
  }, 240_000)
})

/** The models of a world as models that cost something: `task` and `thinker`. */
function paidModels(base_url: string, { task, reflect }: ReturnType<typeof worldNamed>['models']): object {
  const prices = { input_usd_per_million_tokens: 3, output_usd_per_million_tokens: 15 }
  const server = { provider: 'openai-compatible', base_url, prices }
  return {
    task: { ...server, model: task, parameters: { max_tokens: 150 } },
    thinker: { ...server, model: reflect.medium },
  }
}

/** What must not depend on whether and when a campaign was killed. */
function comparable({ verdict, patches, baseline_score, variant_score, spent: { runs } }: Report): object {
  return { verdict, patches, baseline_score, variant_score, runs }
}

interface Note {
  readonly begin?: { readonly cost_usd: number }
  readonly most?: { readonly cost_usd: number }
  readonly used?: { readonly cost_usd: number }
}

/** What was spent or may be in flight, after each note of a ledger. */
async function heldDollars(path: string): Promise<number[]> {
  const notes = (await readFile(path, 'utf8')).trim().split('\n')
  let held = 0
  return notes.map((line) => {
    const { begin, most, used } = JSON.parse(line) as Note
    held += (begin?.cost_usd ?? 0) - (most?.cost_usd ?? 0) + (used?.cost_usd ?? 0)
    return held
  })
}

/** Runs a campaign and kills it when its journal has so many records. */
async function killAfter(folder: string, flags: readonly string[], records: number): Promise<void> {
  const child = await startUntil(folder, flags, records)
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

/** Begins a campaign, and waits until its journal has so many records. */
async function startUntil(folder: string, flags: readonly string[], records: number): Promise<ChildProcess> {
  const command = ['--conditions=@autoopt/source', entry, 'optimize', 'app.yml', ...flags]
  const child = spawn(process.execPath, command, { cwd: folder, stdio: 'ignore' })
  for (;;) {
    const [id] = await readdir(join(folder, 'runs')).catch((): string[] => [])
    const path = join(folder, 'runs', id ?? '', 'journal.jsonl')
    const text = id === undefined ? '' : await readFile(path, 'utf8').catch(() => '')
    if (text.split('\n').length > records) break
    if (child.exitCode !== null) throw new Error('the campaign ended before it could be killed')
    await new Promise((done) => setTimeout(done, 20))
  }
  return child
}
