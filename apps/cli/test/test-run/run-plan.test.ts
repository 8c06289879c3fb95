import { existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { filesIn, makeFolder, runCli } from '../run-cli.ts'
import { startCli } from '../storage/start-cli.ts'
import { type EchoCase, type Endpoint, startEndpoint, writeCases, writeEchoApp } from './endpoint.ts'

async function makeRunFolder(cases: readonly EchoCase[]): Promise<string> {
  const folder = await makeFolder()
  await writeEchoApp(folder)
  await writeCases(join(folder, 'cases.jsonl'), cases)
  return folder
}

const echo = ['run', 'echo.yml', '--cases', 'cases.jsonl'] as const

async function onlyRun(folder: string): Promise<string> {
  const [run = ''] = await filesIn(join(folder, 'runs'))
  return join(folder, 'runs', run)
}

async function rowsOf(run: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(join(run, 'results.jsonl'), 'utf8')
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

describe('autoopt run on cases', () => {
  it('judges each case, keeps the run, and says what it came to', async () => {
    await using server = await startEndpoint()
    const folder = await makeRunFolder([
      { q: 'one', says: 'ONE' },
      { q: 'two', says: 'three' },
    ])
    const { exitCode, stdout, stderr } = await runCli(folder, ...echo, '--model', server.model)
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^1 of 2 results passed \(50 %; .*\)\.\n/)
    expect(stdout).toMatch(/^echo +baseline +1\/2 +50\.0 % .* cost unknown$/m)
    expect(stdout).toContain('c1 · baseline: The output contains no "three".')
    expect(stderr).toMatch(/^kept in runs\/.*; autoopt report runs\/.* -o report\.html$/m)
    const run = await onlyRun(folder)
    expect(await filesIn(run)).toEqual(['manifest.json', 'results.jsonl', 'summary.json'])
    expect(await rowsOf(run)).toMatchObject([{ simulated: false }, { simulated: false }])
  })

  it('ends with 100 when --check is given and a case did not pass, with 0 when all did', async () => {
    await using server = await startEndpoint()
    const folder = await makeRunFolder([{ q: 'one', says: 'ONE' }])
    expect((await runCli(folder, ...echo, '--model', server.model, '--check')).exitCode).toBe(0)
    await writeCases(join(folder, 'cases.jsonl'), [{ q: 'one', says: 'two' }])
    const failing = await runCli(folder, ...echo, '--model', server.model, '--check', '--json')
    expect(failing.exitCode).toBe(100)
    expect(JSON.parse(failing.stdout)).toMatchObject({ simulated: false, stopped: null, metrics: { failed: 1 } })
  })

  it.each([
    ['no case', [], 2, /cases\.jsonl holds no cases: it is empty/],
    ['no assertion', [{ q: 'one' }], 0, /passed without any assertion, by running to the end.*Add assertions/],
    [
      'all errors',
      [{ q: 'broken', says: 'x' }],
      0,
      /ended with an error of the workflow itself .*: no output was judged/,
    ],
    [
      '0 %',
      [
        { q: 'one', says: 'x' },
        { q: 'two', says: 'x' },
      ],
      0,
      /^None of 2 results passed \(0 %\)/,
    ],
    ['100 %', [{ q: 'one', says: 'ONE' }], 0, /passed \(100 %, .*\): these cases cannot show an improvement/],
  ])('has a sentence of its own for %s', async (_, cases: readonly EchoCase[], code, sentence) => {
    await using server = await startEndpoint()
    const folder = await makeRunFolder(cases)
    if (cases.length === 0) await writeFile(join(folder, 'cases.jsonl'), '')
    const { exitCode, stdout, stderr } = await runCli(folder, ...echo, '--model', server.model)
    expect(exitCode).toBe(code)
    expect(stdout + stderr).toMatch(sentence)
  })

  it('says simulated wherever the simulator answered', async () => {
    const folder = await makeRunFolder([{ q: 'one', says: 'x' }])
    const { stdout } = await runCli(folder, ...echo, '--model', 'simulated', '--json')
    expect(JSON.parse(stdout)).toMatchObject({ simulated: true, metrics: { simulated: 1 } })
    const [run = ''] = await readdir(join(folder, 'runs'))
    expect((await runCli(folder, 'report', run)).stdout).toContain('came from simulated models')
    expect((await runCli(folder, 'compare', run, run)).stdout).toContain('came from simulated models')
  })

  it('draws each repeat of a case anew', async () => {
    const folder = await makeFolder()
    for (const name of ['app.yml', 'cases.jsonl'])
      await copyFile(new URL(`../../../../examples/support-desk/${name}`, import.meta.url), join(folder, name))
    await runCli(folder, 'run', 'app.yml', '--cases', 'cases.jsonl', '--model', 'simulated', '--repeat', '3')
    const rows = await rowsOf(await onlyRun(folder))
    const draws = new Set(rows.map(({ case_id, outputs }) => JSON.stringify([case_id, outputs])))
    const cases = new Set(rows.map(({ case_id }) => case_id))
    expect(rows).toHaveLength(3 * cases.size)
    expect(draws.size).toBeGreaterThan(2 * cases.size)
  })

  it("reads promptfoo's tests, and names what has no counterpart", async () => {
    await using server = await startEndpoint()
    const folder = await makeRunFolder([])
    const assert = [
      { type: 'contains', value: 'HI' },
      { type: 'javascript', value: 'output.length === 2', transform: 'output.trim()' },
    ]
    await writeFile(
      join(folder, 'tests.yaml'),
      JSON.stringify({ providers: ['x'], tests: [{ vars: { q: 'hi' }, assert }] }),
    )
    const { exitCode, stdout, stderr } = await runCli(
      folder,
      'run',
      'echo.yml',
      '--cases',
      'tests.yaml',
      '--model',
      server.model,
    )
    expect(exitCode).toBe(0)
    expect(stderr).toContain('warning: tests.yaml: tests[0].assert[1].transform: ')
    expect(stdout).toMatch(/^The only result passed/)
  })

  it('says with --dry-run what it would do, and asks nobody', async () => {
    await using server = await startEndpoint()
    const folder = await makeRunFolder([{ q: 'one' }, { q: 'two' }])
    const config = {
      models: {
        paid: {
          provider: 'openai-compatible',
          model: 'm',
          base_url: 'http://127.0.0.1:9/v1',
          prices: { input_usd_per_million_tokens: 1, output_usd_per_million_tokens: 10 },
        },
      },
    }
    await writeFile(join(folder, 'env_config.yaml'), JSON.stringify(config))
    const dry = await runCli(folder, ...echo, '--model', 'paid', '--dry-run', '--repeat', '3', '--json')
    expect(dry.exitCode).toBe(0)
    const { variants } = JSON.parse(dry.stdout)
    expect(variants).toMatchObject([{ cases: 2, results: 6, calls: { least: 6, most: 6 }, unknown_prices: [] }])
    const { least, most } = variants[0].cost_usd
    // Six answers of 1 to 100 tokens.
    expect(least).toBeGreaterThan(0.00006)
    expect(most).toBeGreaterThan(0.006)
    expect(most).toBeLessThan(0.007)
    const unpriced = await runCli(folder, ...echo, '--model', server.model, '--dry-run')
    expect(unpriced.stdout).toContain('The price is unknown of: m.')
    expect(server.asked).toEqual([])
    expect(existsSync(join(folder, 'runs'))).toBe(false)
  })

  it('makes no more calls than it may, over all parts of a run', async () => {
    await using server = await startEndpoint()
    const folder = await makeRunFolder(['a', 'b', 'c', 'd', 'e', 'f'].map((q) => ({ q, says: q.toUpperCase() })))
    const first = await runCli(folder, ...echo, '--model', server.model, '--max-calls', '2', '-j', '6')
    expect(first.exitCode).toBe(0)
    expect(first.stderr).toMatch(/^stopped: .*max_calls/m)
    expect(first.stderr).toMatch(/go on with: autoopt run --resume runs/)
    expect(server.asked).toHaveLength(2)
    const run = await onlyRun(folder)
    await runCli(folder, 'run', '--resume', run, '--max-calls', '5')
    expect(server.asked).toHaveLength(5)
    const { stdout } = await runCli(folder, 'run', '--resume', run, '--max-calls', '50', '--json')
    expect(JSON.parse(stdout)).toMatchObject({ complete: true, finished: 6, metrics: { passed: 6 } })
    expect(server.asked).toHaveLength(6)
  })

  it('keeps no value of an environment variable of the app', async () => {
    await using server = await startEndpoint()
    const folder = await makeRunFolder([{ q: 'one' }])
    await runCli(folder, ...echo, '--model', server.model, '--app-env', 'KEY=hush-hush')
    const manifest = await readFile(join(await onlyRun(folder), 'manifest.json'), 'utf8')
    expect(manifest).not.toContain('hush-hush')
    expect(JSON.parse(manifest).origin.flags['app-env']).toEqual(['KEY'])
  })

  it.each([
    [['run', 'echo.yml', '--repeat', '2'], /give its cases with --cases/],
    [['run', 'echo.yml', '--cases', 'cases.jsonl', '--input', 'q=x'], /--input is for a single run/],
    [['run'], /there is no test_plan\.yaml here/],
    [[...echo, '--filter', 'failing'], /--filter and --from go together/],
    [[...echo, '--max-cost', 'much'], /--max-cost takes an amount of dollars/],
    [[...echo, '--workflow', 'other'], /has no workflow "other"/],
    [['run', '--resume', 'nothing'], /There is no run "nothing"/],
    [['run', 'echo.yml', '--cases', 'nowhere.yaml'], /Cannot read nowhere\.yaml/],
  ])('ends %j with 2 and a sentence that helps', async (parameters, sentence) => {
    const folder = await makeRunFolder([{ q: 'one' }])
    const { exitCode, stderr } = await runCli(folder, ...parameters)
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringMatching(sentence) })
  })
})

async function untilAsked(server: Endpoint, count: number): Promise<void> {
  while (server.asked.length < count) await wait(2)
}

describe('a run that is stopped', () => {
  const cases = Array.from({ length: 12 }, (_, index) => ({ q: `q${index}`, says: index % 3 === 0 ? 'no' : 'Q' }))

  it('goes on after kill -9 from any folder, and ends in the same summary', async () => {
    await using server = await startEndpoint((text) => {
      if (server.asked.length === 7) server.hold()
      return text.toUpperCase()
    })
    const folder = await makeRunFolder(cases)
    const running = startCli(folder, ...echo, '--model', server.model, '-j', '2')
    await untilAsked(server, 8)
    running.child.kill('SIGKILL')
    await running.result
    server.release()
    const run = await onlyRun(folder)
    const kept = (await rowsOf(run)).length
    expect(kept).toBeGreaterThan(0)
    expect(kept).toBeLessThan(12)
    expect(existsSync(join(run, 'summary.json'))).toBe(false)
    const before = server.asked.length

    const elsewhere = join(folder, 'elsewhere')
    await mkdir(elsewhere)
    const resumed = await runCli(elsewhere, 'run', '--resume', run, '--json')
    expect(resumed.exitCode).toBe(0)
    expect(server.asked.length - before).toBe(12 - kept)
    const rows = await rowsOf(run)
    expect(rows).toHaveLength(12)
    expect(new Set(rows.map(({ case_id }) => case_id))).toEqual(new Set(cases.map((_, index) => `c${index}`)))
    const summary = JSON.parse(resumed.stdout)
    expect(summary).toMatchObject({ complete: true, finished: 12, metrics: { passed: 8, failed: 4 } })

    const whole = await runCli(folder, ...echo, '--model', server.model, '--runs', 'others', '--json')
    const compared = await runCli(
      folder,
      'compare',
      run,
      JSON.parse(whole.stdout).folder,
      '--fail-on-regression',
      '--json',
    )
    expect(compared.exitCode).toBe(0)
    const [comparison] = JSON.parse(compared.stdout).comparisons
    expect(comparison).toMatchObject({ compared_cases: 12, outcome: 'no_difference_proven', wins: [], losses: [] })
    const csv = await runCli(folder, 'report', run, '--format', 'csv')
    expect(csv.stdout.trim().split('\n')).toHaveLength(13)
  })

  it('finishes what runs after the first Ctrl-C, and says how to go on', async () => {
    await using server = await startEndpoint()
    server.hold()
    const folder = await makeRunFolder(cases)
    const running = startCli(folder, ...echo, '--model', server.model, '-j', '3')
    await untilAsked(server, 3)
    running.child.kill('SIGINT')
    while (!running.said().includes('Finishing what runs')) await wait(2)
    server.release()
    const { exitCode, stdout, stderr } = await running.result
    expect(exitCode).toBe(130)
    expect(stdout).toMatch(/^\d of 3 results passed/)
    expect(stderr).toMatch(/^3 of 12 results are there; go on with: autoopt run --resume runs\//m)
  })

  it('ends with 3 when nobody answers, says why once, and can go on', async () => {
    const server = await startEndpoint()
    await server[Symbol.asyncDispose]()
    const folder = await makeRunFolder(cases)
    const { exitCode, stderr } = await runCli(folder, ...echo, '--model', server.model)
    expect(exitCode).toBe(3)
    expect(stderr.match(/^trying calls again: .*cannot be reached/gm)).toHaveLength(1)
    expect(stderr).toMatch(/^waiting: the server does not answer/m)
    expect(stderr).toMatch(/^stopped: .*\nkept in .*\n.* go on with: autoopt run --resume /m)
  })

  it('stops what runs after the second Ctrl-C', async () => {
    await using server = await startEndpoint()
    server.hold()
    const folder = await makeRunFolder(cases)
    const running = startCli(folder, ...echo, '--model', server.model, '-j', '3')
    await untilAsked(server, 3)
    running.child.kill('SIGINT')
    while (!running.said().includes('Finishing what runs')) await wait(2)
    running.child.kill('SIGINT')
    const { exitCode, stdout, stderr } = await running.result
    expect(exitCode).toBe(130)
    expect(stdout).toBe('None of 12 results is there yet: nothing was measured.\n')
    expect(stderr).toMatch(/^0 of 12 results are there; go on with: /m)
  })
})
