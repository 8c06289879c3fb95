import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesIn, makeFolder, runCli, runCliWith } from './run-cli.ts'

const edit = async (folder: string, name: string, change: (text: string) => string) => {
  const path = join(folder, name)
  await writeFile(path, change(await readFile(path, 'utf8')))
}

describe('autoopt init', () => {
  it('writes three files that are valid at once and point at their schemas', async () => {
    const folder = await makeFolder()
    expect((await runCli(folder, 'init', 'app.yml')).exitCode).toBe(0)
    expect(await filesIn(folder)).toEqual([
      '.autoopt',
      'app.yml',
      'env_config.yaml',
      'test_plan.yaml',
      'workflow_catalog.yaml',
    ])
    const { exitCode, stdout } = await runCli(folder, 'validate')
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: 'valid: env_config.yaml, workflow_catalog.yaml, test_plan.yaml\n',
    })
    for (const name of ['env_config', 'workflow_catalog', 'test_plan']) {
      const [first = ''] = (await readFile(join(folder, `${name}.yaml`), 'utf8')).split('\n')
      const schema = first.replace('# yaml-language-server: $schema=', '')
      expect(JSON.parse(await readFile(join(folder, schema), 'utf8'))).toHaveProperty('properties')
    }
  })

  it('asks for a value of every input of the app', async () => {
    const folder = await makeFolder()
    await runCli(folder, 'init', 'app.yml')
    const plan = await readFile(join(folder, 'test_plan.yaml'), 'utf8')
    for (const input of ['"email":', '"policy":', '"tier": "standard"']) expect(plan).toContain(input)
  })

  it('replaces nothing that is there unless told to, and then keeps a backup', async () => {
    const folder = await makeFolder()
    await writeFile(join(folder, 'test_plan.yaml'), 'mine')
    const refused = await runCli(folder, 'init', 'app.yml')
    expect(refused.exitCode).toBe(2)
    expect(await filesIn(folder)).toEqual(['app.yml', 'test_plan.yaml'])
    expect((await runCli(folder, 'init', 'app.yml', '--force')).exitCode).toBe(0)
    expect(await readFile(join(folder, 'test_plan.yaml.bak'), 'utf8')).toBe('mine')
  })
})

describe('autoopt validate', () => {
  it('prints all mistakes of all files with their lines, and ends with 2', async () => {
    const folder = await makeFolder()
    await runCli(folder, 'init', 'app.yml')
    await edit(folder, 'env_config.yaml', (text) => text.replace('min_improvement', 'min_improvment'))
    await edit(folder, 'test_plan.yaml', (text) =>
      text.replace('catalog_id: "app"', 'catalog_id: ap').replace('assertions:', 'asserts:'),
    )
    const { exitCode, stdout } = await runCli(folder, 'validate')
    expect(exitCode).toBe(2)
    expect(stdout).toMatch(/env_config\.yaml:\d+:\d+ error/)
    expect(stdout).toContain('did you mean "min_improvement"?')
    expect(stdout).toContain('did you mean "app"?')
    expect(stdout).toContain('did you mean "assertions"?')
  })

  it('finds selectors that match no prompt of the app', async () => {
    const folder = await makeFolder()
    await runCli(folder, 'init', 'app.yml')
    await edit(folder, 'test_plan.yaml', (text) =>
      text.replace(
        'dataset_refs: [first_cases]',
        'dataset_refs: [first_cases]\n    prompt_optimization:\n      - variant_id: short\n        nodes:\n          - selector: {by_id: triagge}\n            strategy: {mode: replace, content: x}',
      ),
    )
    const { exitCode, stdout } = await runCli(folder, 'validate', '--json')
    expect(exitCode).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({ valid: false, problems: [{ nearest: 'triage' }] })
  })

  it('checks a plan alone against the catalog beside it', async () => {
    const folder = await makeFolder()
    await runCli(folder, 'init', 'app.yml')
    await edit(folder, 'test_plan.yaml', (text) => text.replace('catalog_id: "app"', 'catalog_id: ap'))
    const { exitCode, stdout } = await runCli(folder, 'validate', 'test_plan.yaml')
    expect(exitCode).toBe(2)
    expect(stdout).toContain('did you mean "app"?')
  })

  it('goes on to the other files when one cannot be read', async () => {
    const folder = await makeFolder()
    await edit(folder, 'app.yml', (text) => text.replace('{{#facts.text#}}', '{{#fact.text#}}'))
    const { exitCode, stdout } = await runCli(folder, 'validate', 'gone.yml', 'app.yml')
    expect(exitCode).toBe(2)
    expect(stdout).toContain('gone.yml error')
    expect(stdout).toMatch(/app\.yml:\d+:\d+ error: .*fact/)
  })

  it('reports broken references of an app file', async () => {
    const folder = await makeFolder()
    await edit(folder, 'app.yml', (text) => text.replace('{{#facts.text#}}', '{{#fact.text#}}'))
    const { exitCode, stdout } = await runCli(folder, 'validate', 'app.yml')
    expect(exitCode).toBe(2)
    expect(stdout).toMatch(/app\.yml:\d+:\d+ error: .*fact/)
  })

  it('never shows a secret', async () => {
    const folder = await makeFolder()
    const secret = 'app-Xy7secretXy7secret'
    await writeFile(
      join(folder, 'env_config.yaml'),
      `dify:\n  base_url: \${DIFY_KEY}\n  auth: {api_key: \${DIFY_KEY}, emial: x}\nmodels: {m: {provider: openai, model: x, api_key: "${secret}", apikey: 1}}\n`,
    )
    for (const flags of [[], ['--json']]) {
      const { exitCode, stdout, stderr } = await runCliWith(folder, ['validate', ...flags], { DIFY_KEY: secret })
      expect(exitCode).toBe(2)
      expect(stdout + stderr).not.toContain(secret)
    }
  })

  it('without any file to check says what to do', async () => {
    const { exitCode, stderr } = await runCli(await makeFolder(), 'validate')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('autoopt init')
  })
})
