import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { filesIn, makeFolder, runCli, runCliWith } from '../run-cli.ts'
import { startEndpoint, writeCases, writeEchoApp } from './endpoint.ts'

const patch = (content: string) => ({ selector: { by_id: 'llm' }, strategy: { mode: 'replace', content } })

/** Beside the app as it is: a variant that shouts, which the cases ask for, and one that breaks what worked. */
const plan = {
  meta: { plan_id: 'manners' },
  workflows: [
    {
      catalog_id: 'echo',
      dataset_refs: ['words'],
      prompt_optimization: [
        { variant_id: 'loud', nodes: [patch('Shout.')] },
        { variant_id: 'mute', nodes: [patch('Hush.')] },
      ],
    },
  ],
  datasets: [{ dataset_id: 'words', case_files: [{ path: 'cases.jsonl' }] }],
  outputs: { formats: ['junit', 'markdown'] },
}

interface VariantOfSummary {
  readonly variant_id: string
  readonly metrics: { readonly passed: number }
}

let folder = ''
let run = ''

beforeAll(async () => {
  folder = await makeFolder()
  await writeEchoApp(folder)
  const cases = Array.from({ length: 12 }, (_, index) => ({ q: `w${index}`, says: index < 4 ? 'w' : 'W!' }))
  await writeCases(join(folder, 'cases.jsonl'), cases)
  const [first = '', ...rest] = (await readFile(join(folder, 'cases.jsonl'), 'utf8')).split('\n')
  await writeFile(
    join(folder, 'cases.jsonl'),
    [JSON.stringify({ ...JSON.parse(first), must_pass: true }), ...rest].join('\n'),
  )
  await writeFile(
    join(folder, 'workflow_catalog.yaml'),
    JSON.stringify({ workflows: [{ id: 'echo', dsl_path: 'echo.yml' }] }),
  )
  await writeFile(join(folder, 'test_plan.yaml'), JSON.stringify(plan))
  await using server = await startEndpoint((text, system) => {
    if (system.startsWith('Hush')) return '…'
    return system.startsWith('Shout') ? `${text} ${text.toUpperCase()} W!` : text
  })
  await runCli(folder, 'run', '--model', server.model)
  const [name = ''] = await filesIn(join(folder, 'runs'))
  run = name
}, 60_000)

describe('autoopt run on a plan', () => {
  it('runs every variant on every case, and writes the reports of the plan beside the results', async () => {
    const files = await filesIn(join(folder, 'runs', run))
    expect(files).toEqual(['manifest.json', 'report.md', 'report.xml', 'results.jsonl', 'summary.json'])
    const summary = JSON.parse(await readFile(join(folder, 'runs', run, 'summary.json'), 'utf8'))
    const passes = summary.variants.map(({ variant_id, metrics }: VariantOfSummary) => [variant_id, metrics.passed])
    expect(Object.fromEntries(passes)).toEqual({ baseline: 4, loud: 12, mute: 0 })
  })

  it('runs again what failed, on the chosen variant', async () => {
    await using server = await startEndpoint()
    const again = ['run', '--model', server.model, '--variant', 'baseline', '--filter', 'failing']
    const { stdout } = await runCli(folder, ...again, '--runs', 'again', '--json', '--from', join('runs', run))
    expect(JSON.parse(stdout)).toMatchObject({ expected: 8, variants: [{ variant_id: 'baseline' }] })
  })
})

describe('autoopt compare', () => {
  it('holds the variants of a run against its baseline', async () => {
    const { exitCode, stdout } = await runCli(folder, 'compare', run, '--json')
    expect(exitCode).toBe(0)
    const { comparisons } = JSON.parse(stdout)
    expect(comparisons).toMatchObject([
      { candidate: { variant_id: 'loud' }, outcome: 'better', missed_duties: [] },
      { candidate: { variant_id: 'mute' }, missed_duties: [{ case_id: 'c0', regression: true }] },
    ])
    expect(comparisons[0].wins).toHaveLength(8)
  })

  it('compares the variants that are named, and prints what is proven', async () => {
    const { exitCode, stdout } = await runCli(folder, 'compare', `${run}:mute`, `${run}:loud`, '--fail-on-regression')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^loud is better than mute: /)
    expect(stdout).toMatch(/^passed % +0\.0 +100\.0 +\+100\.0$/m)
    expect(stdout).toMatch(/^won: c\d+ \(\+1\.00\), .*, and 2 more$/m)
  })

  it('ends with 100 on a regression when it is told to', async () => {
    const parameters = ['compare', `${run}:loud`, `${run}:mute`]
    expect((await runCli(folder, ...parameters)).exitCode).toBe(0)
    const { exitCode, stdout } = await runCli(folder, ...parameters, '--fail-on-regression')
    expect(exitCode).toBe(100)
    expect(stdout).toContain('missed duties: c0 (it must pass; the baseline did)')
  })

  it.each([
    [() => ['nothing'], /There is no run "nothing".*the latest in runs are /],
    [() => [`${run}:other`], /has no variant "other"\. It has baseline, loud, mute\./],
  ])('says what there is when a name means nothing', async (names, sentence) => {
    const { exitCode, stderr } = await runCli(folder, 'compare', ...names())
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringMatching(sentence) })
  })
})

describe('autoopt report', () => {
  it.each([
    ['out.json', /^\{/],
    ['out.jsonl', /^\{"manifest_id"/],
    ['out.csv', /case_id/],
    ['out.xml', /^<\?xml .*\n?<testsuites/],
    ['out.md', /^# manners/],
    ['out.html', /^<!doctype html>/i],
    ['out.xlsx', /^PK/],
  ])('writes %s, by the end of its name', async (name, beginning) => {
    const { exitCode, stderr } = await runCli(folder, 'report', run, '-o', name)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.stringContaining(`wrote ${name}`) })
    expect(await readFile(join(folder, name), 'latin1')).toMatch(beginning)
  })

  it('gives GitHub annotations on stdout and a summary in its file', async () => {
    const place = join(folder, 'step.md')
    await writeFile(place, 'before\n')
    const { exitCode, stdout } = await runCliWith(folder, ['report', run, '--format', 'github'], {
      GITHUB_STEP_SUMMARY: place,
    })
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^::error/m)
    expect(await readFile(place, 'utf8')).toMatch(/^before\n[^]*mute/)
  })

  it('does not guess a format', async () => {
    const { exitCode, stderr } = await runCli(folder, 'report', run, '-o', 'out.what')
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining('give --format') })
  })
})
