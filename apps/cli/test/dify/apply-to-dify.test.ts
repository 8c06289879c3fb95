import { existsSync } from 'node:fs'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseDsl } from '@autoopt/dsl'
import { VersionManager } from '@autoopt/optimizer'
import { FileSystemStorage } from '@autoopt/storage-fs'
import { describe, expect, it } from 'vitest'
import { draftOf, edit, node, scene } from './support-desk.ts'

const promptId = 'support-desk_llm_system'
const better = 'Answer in one line.\n请简洁地回答。\t“Be kind” — 😀 {{#start.question#}}\n\n- never: "guess"  \n'

const privateNodes = [
  node('kb', { type: 'knowledge-retrieval', dataset_ids: ['5f0c7a3e-0000-4000-8000-000000000001'], query: [] }),
  node('tool', { type: 'tool', credential_id: 'c0ffee', tool_name: 'search', tool_parameters: {} }),
]

/** The app, pulled, and a store with a better version of its prompt under the label `production`. */
async function pulledScene(version: string) {
  const opened = await scene(version, privateNodes)
  const { folder, cli, dify, file } = opened
  expect(await dify('pull', 'support desk')).toMatchObject({ exitCode: 0 })
  const store = new FileSystemStorage({ storageDir: join(folder, 'versions') })
  const extracted = { workflow_id: 'support-desk', node_id: 'llm', node_type: 'llm', role: 'system', variables: [] }
  const prompt = (text: string) => ({
    ...extracted,
    id: promptId,
    text,
    context: {},
    extracted_at: '2026-01-01T00:00:00.000Z',
  })
  const manager = new VersionManager(store)
  await manager.createVersion(prompt('Be helpful.'), { metadata: { strategy: 'extracted' } })
  const { version: latest } = await manager.createVersion(prompt(better), { metadata: { strategy: 'reflective' } })
  await store.setLabel(promptId, 'production', latest)
  await store.close()
  const apply = async (...words: string[]) => cli('apply', file, '--to', 'dify', '--storage', 'versions', ...words)
  return { ...opened, apply, name: `${promptId}@${latest}` }
}

async function promptIn(file: string): Promise<string | undefined> {
  const { prompts } = parseDsl(await readFile(file, 'utf8'), { workflowId: 'support-desk' })
  return prompts.find(({ id }) => id === promptId)?.text
}

describe.each(['0.15.3', '1.12.1'])('autoopt apply --to dify, with Dify %s', (version) => {
  it('makes a version the draft: a pull brings its bytes, and secrets and what exports leave out stay', async () => {
    const { apply, dify, stub, appId, file, folder, name } = await pulledScene(version)
    const before = stub.workspace.apps.get(appId)?.draft.graph['nodes'] as object[]
    const shown = await apply('--version', name, '--dry-run')
    expect(shown).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('+请简洁地回答。') as string })
    expect(stub.workspace.apps.get(appId)?.draft.graph['nodes']).toBe(before)
    expect(await promptIn(file)).toBe('Be helpful.')

    const applied = await apply('--version', name)
    expect(applied).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 prompts changed') as string })
    expect(await promptIn(file)).toBe(better)
    expect(existsSync(`${file}.bak`)).toBe(true)
    await dify('pull', 'support desk', '--dir', 'again')
    expect(await promptIn(join(folder, 'again', 'support-desk.yml'))).toBe(better)
    expect(draftOf(stub, appId).secret).toBe('very secret')
    const after = stub.workspace.apps.get(appId)?.draft.graph['nodes'] as object[]
    expect(after.filter((_one, index) => index !== 1)).toEqual(before.filter((_one, index) => index !== 1))
    expect(stub.workspace.apps.get(appId)?.versions).toEqual([])

    expect((await apply('--version', name)).stdout).toContain('says the same already')
  })

  it('writes the versions of a label, publishes them when told to, and puts back what was there', async () => {
    const { apply, dify, stub, appId, file } = await pulledScene(version)
    const before = structuredClone(stub.workspace.apps.get(appId)?.draft)
    const { stdout, exitCode } = await apply('--label', 'production', '--publish', '--json')
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      app_id: appId,
      changed: ['app_llm_system'],
      applied: [{ prompt_id: promptId, after: better }],
      published: true,
      snapshot: expect.stringContaining('snapshots') as string,
    })
    expect(stub.workspace.apps.get(appId)?.versions).toHaveLength(1)
    expect(await dify('pull', 'support desk', '--force')).toMatchObject({ exitCode: 0 })

    expect(await apply('--rollback')).toMatchObject({ exitCode: 0 })
    expect(stub.workspace.apps.get(appId)?.draft).toEqual(before)
    expect(await promptIn(file)).toBe('Be helpful.')
    expect(await apply('--rollback')).toMatchObject({ exitCode: 0 })
    expect(await promptIn(file)).toBe(better)
  })

  it('never overwrites what somebody else has changed, and takes both when told to', async () => {
    const { apply, dify, stub, appId, file, name } = await pulledScene(version)
    const meddle = (from: string, to: string): void => {
      const draft = stub.workspace.apps.get(appId)?.draft
      if (draft) draft.graph = JSON.parse(JSON.stringify(draft.graph).replace(from, to)) as Record<string, unknown>
    }
    meddle('"{{#start.question#}}"', '"Q: {{#start.question#}}"')
    const foreign = draftOf(stub, appId)
    const refused = await apply('--version', name)
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('app_llm_user') as string })
    expect(draftOf(stub, appId)).toEqual(foreign)
    expect(await promptIn(file)).toBe('Be helpful.')

    expect(await apply('--version', name, '--merge')).toMatchObject({ exitCode: 0 })
    expect(draftOf(stub, appId).graph).toContain('Q: {{#start.question#}}')
    expect(await promptIn(file)).toBe(better)
    expect((await dify('push', file)).stdout).toContain('says the same already')
    expect(draftOf(stub, appId).graph).toContain('Q: {{#start.question#}}')

    meddle('Q: {{#start', 'Question: {{#start')
    await dify('pull', 'support desk', '--force')
    const gone = await apply('--rollback')
    expect(gone).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('nothing to roll back') as string })
    expect(draftOf(stub, appId).graph).toContain('Question: {{#start')
  })

  it('changes nothing when somebody is faster at the last moment', async () => {
    const { apply, stub, file, name } = await pulledScene(version)
    stub.faults.next('hash_conflict')
    expect(await apply('--version', name)).toMatchObject({ exitCode: 3 })
    expect(stub.faults.counts.hash_conflict).toBe(1)
    expect(await promptIn(file)).toBe('Be helpful.')
    expect(await apply('--rollback')).toMatchObject({ exitCode: 2 })
  })

  it('goes on where a push was killed after the draft was written', async () => {
    const { apply, file, folder, dify, name } = await pulledScene(version)
    const before = await readFile(file, 'utf8')
    await cp(join(folder, '.autoopt'), join(folder, 'kept'), { recursive: true })
    expect(await apply('--version', name)).toMatchObject({ exitCode: 0 })
    await cp(join(folder, 'kept'), join(folder, '.autoopt'), { recursive: true })
    await writeFile(file, before)
    const again = await apply('--version', name)
    expect(again).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('says the same already') as string })
    expect(await promptIn(file)).toBe(better)
    expect(await dify('pull', 'support desk')).toMatchObject({ exitCode: 0 })
  })

  it('changes and restores apps without a graph, which are live at once', async () => {
    const { cli, dify, stub, folder } = await scene(version)
    const config = { pre_prompt: 'Be helpful.', user_input_form: [], model: { name: 'any' } }
    const appId = stub.addApp({ app: { name: 'chat', mode: 'chat' }, model_config: config })
    await dify('pull', 'chat')
    const file = join(folder, 'chat.yml')
    const patch = { selector: { by_id: 'app' }, strategy: { mode: 'replace', content: better } }
    await writeFile(join(folder, 'P.json'), JSON.stringify({ patches: [patch] }))
    const apply = async (...words: string[]) => cli('apply', file, '--to', 'dify', ...words)
    const applied = await apply('--patches', 'P.json')
    expect(applied).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('it is live') as string })
    expect(stub.workspace.apps.get(appId)?.modelConfig).toEqual({ ...config, pre_prompt: better })
    expect(await apply('--rollback')).toMatchObject({ exitCode: 0 })
    expect(stub.workspace.apps.get(appId)?.modelConfig).toEqual(config)
    const app = stub.workspace.apps.get(appId)
    if (app) app.modelConfig = { ...config, pre_prompt: 'Be brave.' }
    const refused = await apply('--patches', 'P.json')
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('on both sides') as string })
    expect(stub.workspace.apps.get(appId)?.modelConfig).toMatchObject({ pre_prompt: 'Be brave.' })
  })

  it('takes no change along that was never pushed', async () => {
    const { apply, stub, appId, file, name } = await pulledScene(version)
    const before = draftOf(stub, appId)
    const pulled = await readFile(file, 'utf8')
    await edit(file, '"text": "{{#start.question#}}"', '"text": "half done {{#start.question#}}"')
    const refused = await apply('--version', name)
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('never pushed') as string })
    expect(draftOf(stub, appId)).toEqual(before)
    await writeFile(file, pulled)
    await edit(file, 'Be helpful.', 'Mine.')
    expect(await apply('--version', name)).toMatchObject({ exitCode: 0 })
    expect(await promptIn(file)).toBe(better)
  })
})

it('says what goes with --to dify and what does not', async () => {
  const { cli, apply, file, name } = await pulledScene('1.12.1')
  const refused: [Promise<{ exitCode: number | undefined; stderr: string }>, string][] = [
    [apply('--version', name, '--in-place'), 'give neither -o nor --in-place'],
    [cli('apply', file, '--version', name, '--publish'), 'go with --to dify'],
    [cli('apply', 'other.yml', '--rollback', '--to', 'dify'), 'was not pulled from a server'],
  ]
  for (const [run, message] of refused)
    expect(await run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(message) as string })
})
