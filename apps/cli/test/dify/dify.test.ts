import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DeploymentLedger } from '@autoopt/executor/dify'
import { parse } from 'yaml'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runCli, runCliWith } from '../run-cli.ts'
import { draftOf, edit, scene } from './support-desk.ts'

describe.each(['0.15.3', '1.12.1'])('autoopt dify, with Dify %s', (version) => {
  it('says what server it is, signs in, and lists apps', async () => {
    const { dify, appId } = await scene(version)
    expect((await dify('status')).stdout).toContain(`Dify ${version}`)
    expect((await dify('login')).stdout).toContain('owner@example.com')
    expect(JSON.parse((await dify('list', '--json')).stdout)).toEqual({
      apps: [{ id: appId, name: 'support desk', mode: 'workflow' }],
    })
  })

  it('pulls an app with its entry in the catalog, and pushes back what was changed', async () => {
    const { dify, file, folder, stub, appId } = await scene(version)
    expect((await dify('pull', 'support desk')).exitCode).toBe(0)
    const catalog = parse(await readFile(join(folder, 'workflow_catalog.yaml'), 'utf8')) as { workflows: object[] }
    expect(catalog.workflows).toMatchObject([
      { id: 'support-desk', dsl_path: 'support-desk.yml', dify: { app_id: appId }, nodes: [{ node_id: 'llm' }] },
    ])
    await edit(file, 'Be helpful.', '请简洁地回答。\\n“Be kind” — 😀')
    const before = draftOf(stub, appId)
    expect((await dify('push', file, '--dry-run')).stdout).toContain('+请简洁地回答。')
    expect(draftOf(stub, appId)).toEqual(before)
    expect((await dify('push', file)).stdout).toContain('1 prompts changed')
    expect(draftOf(stub, appId)).toMatchObject({ secret: 'very secret' })
    const pushed = await readFile(file, 'utf8')
    await dify('pull', 'support desk', '--force')
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      workflow: { graph: JSON.parse(pushed).workflow.graph },
    })
    expect(JSON.stringify(await readdir(folder, { recursive: true }))).not.toContain('very secret')
  })

  it('puts back what a push has replaced', async () => {
    const { dify, file, stub, appId } = await scene(version)
    await dify('pull', 'support desk')
    const before = draftOf(stub, appId)
    await edit(file, 'Be helpful.', 'Be short.')
    await dify('push', file)
    expect(draftOf(stub, appId).graph).toContain('Be short.')
    expect((await dify('push', file, '--rollback')).exitCode).toBe(0)
    expect(draftOf(stub, appId)).toEqual(before)
  })

  it('never overwrites what somebody else has changed, and merges where no prompt was changed twice', async () => {
    const { dify, file, stub, appId } = await scene(version)
    await dify('pull', 'support desk')
    const draft = stub.workspace.apps.get(appId)?.draft
    if (draft)
      draft.graph = JSON.parse(JSON.stringify(draft.graph).replace('{{#start.question#}}', 'Q: {{#start.question#}}'))
    const foreign = draftOf(stub, appId)
    await edit(file, 'Be helpful.', 'Be short.')
    const refused = await dify('push', file)
    expect(refused).toMatchObject({ exitCode: 2 })
    expect(refused.stderr).toContain('app_llm_user')
    expect(draftOf(stub, appId)).toEqual(foreign)
    expect((await dify('push', file, '--merge')).exitCode).toBe(0)
    expect(draftOf(stub, appId).graph).toContain('Be short.')
    expect(draftOf(stub, appId).graph).toContain('Q: {{#start.question#}}')
  })

  it('shows a prompt that was changed on both sides, and writes nothing', async () => {
    const { dify, file, stub, appId } = await scene(version)
    await dify('pull', 'support desk')
    const draft = stub.workspace.apps.get(appId)?.draft
    if (draft) draft.graph = JSON.parse(JSON.stringify(draft.graph).replace('Be helpful.', 'Be brave.'))
    const foreign = draftOf(stub, appId)
    await edit(file, 'Be helpful.', 'Be short.')
    const refused = await dify('push', file, '--merge')
    expect(refused.exitCode).toBe(2)
    expect(refused.stderr).toMatch(/-Be brave\.[\s\S]*\+Be short\./)
    expect(draftOf(stub, appId)).toEqual(foreign)
  })

  it('does not pull over what was written here', async () => {
    const { dify, file } = await scene(version)
    await dify('pull', 'support desk')
    await edit(file, 'Be helpful.', 'Mine.')
    const refused = await dify('pull', 'support desk')
    expect(refused).toMatchObject({ exitCode: 2 })
    expect(await readFile(file, 'utf8')).toContain('Mine.')
  })

  it('publishes, runs, and shows the log', async () => {
    const { dify } = await scene(version)
    expect((await dify('run', 'support desk', '--input', 'question=为什么？')).stderr).toContain('never been published')
    expect((await dify('publish', 'support desk')).stdout).toContain('Published')
    const run = await dify('run', 'support desk', '--input', 'question=为什么？')
    expect(JSON.parse(run.stdout)).toEqual({ asked: '为什么？' })
    const { runs } = JSON.parse((await dify('logs', 'support desk', '--json')).stdout) as { runs: { status: string }[] }
    expect(runs).toMatchObject([{ status: 'succeeded' }])
  })

  it('takes back the key that a run needed', async () => {
    const { dify, stub, appId } = await scene(version)
    await dify('publish', 'support desk')
    await dify('run', 'support desk', '--input', 'question=x')
    expect(stub.workspace.apps.get(appId)?.keys.size).toBe(0)
  })

  it('begins with an app of the server, and proposes cases from its past runs without personal data', async () => {
    const { dify, stub, folder } = await scene(version)
    await dify('publish', 'support desk')
    for (const question of ['Where is order 123456789012?', 'I am ada@example.com', 'I am ada@example.com'])
      await dify('run', 'support desk', '--input', `question=${question}`)
    const words = ['init', 'support desk', '--from-dify', '--url', stub.url, '--dir', 'desk', '--cases-from-logs', '5']
    const { email, password } = stub.account
    const env = { AUTOOPT_DIFY_EMAIL: email, AUTOOPT_DIFY_PASSWORD: password, DIFY_PASSWORD: password }
    const begun = await runCliWith(folder, words, env)
    expect(begun).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('proposed') as string })
    const plan = await readFile(join(folder, 'desk', 'test_plan.yaml'), 'utf8')
    expect(plan).toContain('Where is order <number>?')
    expect(plan).toContain('I am <e-mail>')
    expect(plan.match(/case_id/g)).toHaveLength(2)
    expect((await runCliWith(join(folder, 'desk'), ['validate'], env)).stderr).toBe('')
  })

  it('cleans up what killed runs left, and nothing else', async () => {
    const { dify, stub, folder, appId } = await scene(version)
    expect((await dify('cleanup')).stdout).toContain('Nothing to clean up')
    const ledger = new DeploymentLedger(join(folder, '.autoopt', 'deployments'))
    const record = await ledger.open(stub.url)
    const file = join(ledger.folder, `${record.app_name}.json`)
    const { pid } = spawnSync(process.execPath, ['--version'])
    await writeFile(file, JSON.stringify({ ...record, pid }))
    stub.addApp({ app: { name: record.app_name, mode: 'workflow' }, workflow: { graph: {} } })
    expect((await dify('cleanup', '--dry-run')).stdout).toContain(record.app_name)
    expect(stub.workspace.apps.size).toBe(2)
    expect((await dify('cleanup')).stdout).toContain(`${record.app_name}: deleted`)
    expect([...stub.workspace.apps.keys()]).toEqual([appId])
    expect(await readdir(ledger.folder)).toEqual([])
  })
})

it('says what to configure when there is no server', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'autoopt-dify-'))
  onTestFinished(async () => rm(folder, { recursive: true, force: true }))
  const result = await runCli(folder, 'dify', 'list')
  expect(result).toMatchObject({ exitCode: 2 })
  expect(result.stderr).toContain('base_url')
})
