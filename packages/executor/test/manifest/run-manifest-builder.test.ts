import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  envConfigSchema,
  promptVariantSchema,
  runManifestSchema,
  testPlanSchema,
  workflowCatalogSchema,
} from '@autoopt/config'
import { describe, expect, test } from 'vitest'
import { planForApp } from '../../src/manifest/plan-for-app.ts'
import { type BuildOptions, RunManifestBuilder } from '../../src/manifest/run-manifest-builder.ts'
import { collect } from '../support/collect.ts'
import { modelApp } from '../support/model-app.ts'
import { planRuns } from '../support/plan-runs.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const replace = (content: string, by_id = 'llm') => ({ selector: { by_id }, strategy: { mode: 'replace', content } })

const planText = {
  meta: { plan_id: 'nightly' },
  target: 'local',
  execution: { repeat: 2 },
  model_roles: { judge: 'strict' },
  workflows: [
    {
      catalog_id: 'greeter',
      weight: 2,
      dataset_refs: ['small', 'other'],
      prompt_optimization: [
        { variant_id: 'short', nodes: [replace('Short.')] },
        { variant_id: 'lost', fallback_variant: 'short', nodes: [replace('Lost.', 'no_such_node')] },
      ],
    },
    {
      catalog_id: 'second',
      dataset_refs: ['small'],
      include_baseline: false,
      prompt_optimization: [{ variant_id: 'as_is' }],
    },
    { catalog_id: 'resting', enabled: false, dataset_refs: ['small'] },
  ],
  datasets: [
    { dataset_id: 'small', cases: [{ case_id: 'a' }, { case_id: 'b' }] },
    { dataset_id: 'other', cases: [{ case_id: 'a', inputs: { question: 'why' } }] },
  ],
}

/** Builds the plan above, with apps in a folder of their own. */
async function build(options: BuildOptions = {}, change: object = {}) {
  const planFolder = await temporaryFolder()
  const dslFolder = await temporaryFolder()
  for (const name of ['greeter', 'second', 'resting']) await writeFile(join(dslFolder, `${name}.yml`), modelApp())
  const builder = new RunManifestBuilder({
    planFolder,
    dslFolder,
    now: new Date('2026-01-01T00:00:00Z'),
    packageVersions: { '@autoopt/cli': '9.9.9' },
  })
  const env = envConfigSchema.parse({
    execution: { max_concurrency: 7, repeat: 9 },
    model_roles: { judge: 'loose', task: 'cheap' },
  })
  const catalog = workflowCatalogSchema.parse({
    workflows: ['greeter', 'second', 'resting'].map((id) => ({ id, label: `The ${id}`, dsl_path: `${id}.yml` })),
  })
  return builder.build({ env, catalog, plan: testPlanSchema.parse({ ...planText, ...change }) }, options)
}

describe('manifests', () => {
  test('there is one for each enabled workflow and variant, with everything that decides what its run does', async () => {
    const runs = await build()
    const manifests = runs.map(({ manifest }) => manifest)

    expect(manifests.map(({ workflow, variant_id }) => [workflow.id, variant_id])).toEqual([
      ['greeter', 'baseline'],
      ['greeter', 'short'],
      ['greeter', 'lost'],
      ['second', 'as_is'],
    ])
    for (const manifest of manifests) expect(runManifestSchema.parse(manifest)).toEqual(manifest)
    expect(manifests[0]).toMatchObject({
      created_at: '2026-01-01T00:00:00.000Z',
      plan_id: 'nightly',
      workflow: { label: 'The greeter', dsl_path: 'greeter.yml' },
      variant: null,
      variant_sha256: null,
      priority: 2,
      dataset_ids: ['small', 'other'],
      case_count: 3,
      target: 'local',
      model_roles: { judge: 'strict', task: 'cheap' },
      execution: { max_concurrency: 7, repeat: 2 },
      package_versions: { '@autoopt/cli': '9.9.9', '@autoopt/executor': expect.stringMatching(/^\d+\.\d+\.\d+/u) },
    })
    expect(new Set(manifests.map(({ manifest_id }) => manifest_id)).size).toBe(4)
  })

  test('the baseline is the app file to the byte, and a variant has its patches applied', async () => {
    const [baseline, short] = await build()

    expect(baseline?.dsl).toBe(modelApp())
    expect(short?.dsl).toBe(modelApp({ system: 'Short.' }))
    expect(baseline?.manifest.patched_sha256).toBe(baseline?.manifest.workflow.dsl_sha256)
    expect(short?.manifest.patched_sha256).not.toBe(short?.manifest.workflow.dsl_sha256)
  })

  test('a variant that cannot be applied is its fallback, and its manifest says so', async () => {
    const runs = await build()

    expect(runs[2]?.dsl).toBe(runs[1]?.dsl)
    expect(runs[2]?.manifest.fell_back).toMatchObject([
      { variant_id: 'lost', reason: expect.stringContaining('no_such_node') },
    ])
  })

  test('the same plan gives the same manifests; other cases give another hash and other ids', async () => {
    const ids = (runs: Awaited<ReturnType<typeof build>>) => runs.map(({ manifest }) => manifest.manifest_id)
    const changed = await build(
      {},
      { datasets: [{ dataset_id: 'small', cases: [{ case_id: 'a' }] }, planText.datasets[1]] },
    )

    expect(ids(await build())).toEqual(ids(await build()))
    expect(ids(await build()).filter((id) => ids(changed).includes(id))).toEqual([])
  })

  test('cases of several datasets have the id of theirs before their own, and come again at every reading', async () => {
    const [first, , , last] = await build()
    const idsOf = async (run = first) =>
      (await collect(run?.cases.read() ?? (async function* () {})())).map(({ case_id }) => case_id)

    expect(await idsOf()).toEqual(['small/a', 'small/b', 'other/a'])
    expect(await idsOf()).toEqual(await idsOf())
    expect(await idsOf(last)).toEqual(['a', 'b'])
  })
})

describe('choices', () => {
  test('workflows, variants and cases can be chosen, and a choice outranks what is switched off', async () => {
    const runs = await build({ workflows: ['resting'], onlyCases: ({ case_id }) => case_id === 'b' })
    const short = await build({ workflows: ['greeter'], variants: ['short'] })

    expect(runs.map(({ manifest }) => [manifest.workflow.id, manifest.case_count])).toEqual([['resting', 1]])
    expect(short.map(({ manifest }) => manifest.variant_id)).toEqual(['short'])
  })

  test('what is not there is named, with what is', async () => {
    await expect(build({ workflows: ['nothing'] })).rejects.toThrow(/no workflow "nothing".*greeter, second, resting/u)
    await expect(build({ workflows: ['greeter'], variants: ['long'] })).rejects.toThrow(
      /no variant "long".*baseline, short, lost/u,
    )
    await expect(build({}, { workflows: [{ catalog_id: 'greeter', dataset_refs: ['big'] }] })).rejects.toThrow(
      /no dataset "big".*small, other/u,
    )
    await expect(build({}, { workflows: [{ catalog_id: 'gone', dataset_refs: ['small'] }] })).rejects.toMatchObject({
      code: 'EXEC-PLAN-001',
    })
  })

  test('execution and models that are given outrank the plan', async () => {
    const [run] = await build({ execution: { repeat: 5 }, modelRoles: { task: 'dear' } })

    expect(run?.manifest).toMatchObject({
      execution: { repeat: 5, max_concurrency: 7 },
      model_roles: { task: 'dear', judge: 'strict' },
    })
  })
})

describe('an app file without any configuration', () => {
  test('runs on a file of cases', async () => {
    const folder = await temporaryFolder()
    const [run] = await planRuns({ folder, cases: [{ case_id: 'one' }, { case_id: 'two' }] })

    expect(run?.manifest).toMatchObject({ plan_id: 'app', workflow: { id: 'app', dsl_path: 'app.yml' }, case_count: 2 })
  })

  test('runs with variants', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'my.app.yml'), modelApp())
    const parts = planForApp({
      appPath: 'my.app.yml',
      datasets: testPlanSchema.shape.datasets.parse([{ dataset_id: 'd', cases: [{ case_id: 'a' }] }]),
      variants: [promptVariantSchema.parse({ variant_id: 'short', nodes: [replace('Short.')] })],
    })
    const runs = await new RunManifestBuilder({ planFolder: folder }).build(parts)

    expect(runs.map(({ manifest }) => [manifest.workflow.id, manifest.variant_id])).toEqual([
      ['my.app', 'baseline'],
      ['my.app', 'short'],
    ])
  })

  test('that is not there is named', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'cases.jsonl'), '{"case_id": "a"}\n')
    const parts = planForApp({ appPath: 'gone.yml', caseFiles: ['cases.jsonl'] })

    await expect(new RunManifestBuilder({ planFolder: folder }).build(parts)).rejects.toThrow(
      /gone\.yml cannot be read/u,
    )
  })
})
