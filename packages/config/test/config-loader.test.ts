import { mkdtemp, mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { ConfigError, ConfigLoader, ConfigNotFoundError, ConfigReadError } from '../src/index.ts'

let folder: string
const write = (name: string, content: string | Uint8Array) => writeFile(join(folder, name), content)
const path = (name: string) => join(folder, name)
const loader = (environment: Record<string, string | undefined> = {}) => new ConfigLoader({ environment })

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autoopt 配置 '))
})

describe('ConfigLoader', () => {
  test('reads the .env file beside a file, and the environment wins over it', async () => {
    await write('.env', 'LEVEL=warn\nFILE="from dotenv"\n')
    await write('env_config.yaml', 'logging: {level: "${LEVEL}", file: "${FILE}"}\n')
    const { value } = await loader({ FILE: 'from environment', LEVEL: undefined }).loadEnv(path('env_config.yaml'))
    expect(value.logging).toMatchObject({ level: 'warn', file: 'from environment' })
  })

  test('lays the overlay of a named environment over the file', async () => {
    await write('env_config.yaml', 'logging: {level: info, format: json}\n')
    await write('env_config.prod.yaml', 'logging: {level: error}\n')
    const load = async (environment: Record<string, string>, options = {}) =>
      (await loader(environment).loadEnv(path('env_config.yaml'), options)).value.logging
    expect(await load({})).toEqual({ level: 'info', format: 'json' })
    expect(await load({}, { env: 'prod' })).toEqual({ level: 'error', format: 'json' })
    expect(await load({ AUTOOPT_ENV: 'prod' })).toEqual({ level: 'error', format: 'json' })
    expect(await load({ AUTOOPT_ENV: 'nowhere' }, { env: 'prod' })).toEqual({ level: 'error', format: 'json' })
    expect(await load({ AUTOOPT_ENV: '' })).toEqual({ level: 'info', format: 'json' })
  })

  test('takes AUTOOPT_ENV from .env too', async () => {
    await write('.env', 'AUTOOPT_ENV=dev\n')
    await write('env_config.yaml', '')
    await write('env_config.dev.yaml', 'logging: {level: debug}\n')
    expect((await loader().loadEnv(path('env_config.yaml'))).value.logging.level).toBe('debug')
  })

  test('refuses an environment without an overlay', async () => {
    await write('env_config.yaml', '')
    await expect(loader().loadEnv(path('env_config.yaml'), { env: 'prod' })).rejects.toThrow(/env_config\.prod\.yaml/)
  })

  test('loads catalogs, plans and patches', async () => {
    await write('workflow_catalog.yaml', 'workflows: [{id: wf_1, dsl_path: app.yml}]\n')
    await write(
      'test_plan.yaml',
      'meta: {plan_id: p}\nworkflows: [{catalog_id: wf_2, dataset_refs: [d]}]\ndatasets: [{dataset_id: d, cases: [{case_id: c}]}]\n',
    )
    await write('patches.yaml', 'patches: [{selector: {by_id: llm}, strategy: {mode: append, content: "${x}"}}]\n')
    const { value: catalog } = await loader().loadCatalog(path('workflow_catalog.yaml'))
    expect(catalog.workflows[0]).toMatchObject({ id: 'wf_1', type: 'workflow', nodes: [] })
    expect((await loader().loadTestPlan(path('test_plan.yaml'))).value.meta.plan_id).toBe('p')
    await expect(loader().loadTestPlan(path('test_plan.yaml'), { catalog })).rejects.toThrow(/did you mean "wf_1"/)
    expect((await loader().loadPatches(path('patches.yaml'))).value.patches[0]?.strategy).toMatchObject({
      content: '${x}',
    })
  })

  test('tells where a file is named that is not there', async () => {
    await write('there.csv', 'question\nWhy?\n')
    const plan = `meta: {plan_id: p}
workflows:
  - catalog_id: wf_1
    dataset_refs: [d]
    prompt_optimization:
      - variant_id: v
        nodes:
          - {selector: {by_id: llm}, strategy: {mode: template, template: {file: prompt.txt}}}
          - {selector: {by_id: llm}, strategy: {mode: template, template: {file: gone.txt}, fallback_value: x}}
datasets:
  - {dataset_id: d, case_files: [{path: there.csv}, {path: gone.csv}]}
`
    await write('test_plan.yaml', plan)
    const error = await loader()
      .loadTestPlan(path('test_plan.yaml'))
      .catch((cause: unknown) => cause)
    expect((error as ConfigError).problems).toMatchObject([
      { line: 8, column: 82, message: 'there is no such file', received: '"prompt.txt"' },
      { line: 11, column: 60, message: 'there is no such file', received: '"gone.csv"' },
    ])
    await write('patches.yaml', plan.split('\n')[7]?.replace(/^ *- /, 'patches:\n  - ') ?? '')
    await expect(loader().loadPatches(path('patches.yaml'))).rejects.toThrow(
      /patches\.yaml:2:74 error: there is no such file/,
    )
  })

  test('names the file in a problem as it was given', async () => {
    await write('env_config.yaml', 'loging: {}\n')
    await expect(loader().loadEnv(path('env_config.yaml'))).rejects.toThrow(ConfigError)
    await expect(loader().loadEnv(path('env_config.yaml'))).rejects.toThrow(`${path('env_config.yaml')}:1:1 error:`)
  })

  test('a missing file, a folder and a file that is not UTF-8 are errors of their own', async () => {
    await expect(loader().loadEnv(path('nowhere.yaml'))).rejects.toThrow(ConfigNotFoundError)
    await mkdir(path('folder.yaml'))
    await expect(loader().loadCatalog(path('folder.yaml'))).rejects.toThrow(ConfigReadError)
    await write('gbk.yaml', Uint8Array.of(0x61, 0x3a, 0x20, 0xd6, 0xd0, 0xce, 0xc4))
    await expect(loader().loadEnv(path('gbk.yaml'))).rejects.toThrow(/is not UTF-8/)
  })
})
