import { DifyDraftConflictError, DifyNotPublishedError } from '@autoopt/dify-client'
import { TraceRecorder } from '@autoopt/trace'
import { describe, expect, it } from 'vitest'
import { startDifyStub } from '../src/index.ts'
import { clientOf, collect, echo, greeter, publish, versions } from './support.ts'

describe.each(versions)('the stand-in of Dify %s', (version) => {
  it('imports, publishes and runs an app, and forgets it', async () => {
    await using stub = await startDifyStub({ version })
    const client = clientOf(stub)
    const { appId, service } = await publish(client, greeter)
    const recorder = new TraceRecorder()
    for await (const event of service.run('workflow', { inputs: { name: '艾达' }, user: 'u' })) recorder.record(event)
    const trace = recorder.trace()
    expect(trace).toMatchObject({ status: 'succeeded', outputs: { hello: '艾达', key: 'real secret' } })
    expect(trace.nodes.map(({ node_id }) => node_id)).toEqual(['start', 'end'])
    expect(await service.runDetail(trace.run_id)).toMatchObject({ status: 'succeeded', outputs: { hello: '艾达' } })
    expect((await collect(service.logs())).map(({ workflow_run }) => workflow_run.id)).toEqual([trace.run_id])
    expect(await client.console.workflows.nodeExecutions(appId, trace.run_id)).toHaveLength(2)
    await client.console.apps.delete(appId)
    expect(stub.workspace.apps.size).toBe(0)
  })

  it('runs nothing that was not published', async () => {
    await using stub = await startDifyStub({ version })
    const client = clientOf(stub)
    const { app_id: appId } = await client.console.apps.import(greeter, {
      version: version === '0.15.3' ? '0.1.5' : '0.5.0',
    })
    const { token } = await client.console.apps.createKey(appId ?? '')
    await expect(collect(client.service(token).run('workflow', { inputs: {}, user: 'u' }))).rejects.toBeInstanceOf(
      DifyNotPublishedError,
    )
  })

  it('refuses wrong inputs before a run begins', async () => {
    await using stub = await startDifyStub({ version })
    const { service } = await publish(clientOf(stub), greeter)
    await expect(collect(service.run('workflow', { inputs: {}, user: 'u' }))).rejects.toThrow(/name is required/)
    expect(stub.workspace.runs.size).toBe(0)
  })

  it('masks secrets in drafts, keeps those that stay hidden, and refuses a draft that is not the latest', async () => {
    await using stub = await startDifyStub({ version })
    const { workflows } = clientOf(stub).console
    const { appId } = await publish(clientOf(stub), greeter)
    const draft = await workflows.draft(appId)
    expect(JSON.stringify(draft)).not.toContain('real secret')
    await workflows.syncDraft(appId, { ...draft, features: { changed: true } }, { hash: draft.hash })
    expect(stub.workspace.apps.get(appId)?.draft.environment_variables[0]?.['value']).toBe('real secret')
    await expect(workflows.syncDraft(appId, draft, { hash: draft.hash })).rejects.toBeInstanceOf(DifyDraftConflictError)
  })

  it('goes on with conversations', async () => {
    await using stub = await startDifyStub({ version })
    const { service } = await publish(clientOf(stub), echo)
    const first = await collect(service.run('chat', { inputs: {}, query: '你好', user: 'u' }))
    const conversationId = first.find((event) => 'conversation_id' in event)?.conversation_id ?? ''
    const second = await collect(service.run('chat', { inputs: {}, query: 'again', user: 'u', conversationId }))
    const recorder = new TraceRecorder()
    for (const event of second) recorder.record(event)
    expect(recorder.trace()).toMatchObject({ answer: 'again!', conversation_id: conversationId })
  })

  it('finishes a run whose stream broke, so that it can be looked up', async () => {
    await using stub = await startDifyStub({ version })
    const { service } = await publish(clientOf(stub), greeter)
    stub.faults.next('dropped_stream')
    const events = await collect(service.run('workflow', { inputs: { name: 'Ada' }, user: 'u' }))
    expect(events.at(-1)).toMatchObject({
      event: 'workflow_finished',
      recovered: true,
      data: { outputs: { hello: 'Ada' } },
    })
    expect(stub.workspace.runs.size).toBe(1)
  })

  it('renews sessions, and asks back before it imports a newer format', async () => {
    await using stub = await startDifyStub({ version })
    const client = clientOf(stub)
    await client.console.profile()
    stub.faults.next('expired_token')
    expect((await client.console.apps.import(greeter.replace('0.1.2', '9.0.0'))).status).toBe('pending')
    const { appId } = await publish(client, greeter, '9.0.0')
    expect(stub.workspace.apps.has(appId)).toBe(true)
  })

  it('leaves an app behind when an import fails late', async () => {
    await using stub = await startDifyStub({ version })
    const { apps } = clientOf(stub).console
    stub.faults.next('orphan_import')
    const ownVersion = version === '0.15.3' ? '0.1.5' : '0.5.0'
    await expect(apps.import(greeter, { name: 'tmp orphan', version: ownVersion })).rejects.toThrow(/app file/)
    expect((await collect(apps.list({ name: 'tmp orphan' }))).map(({ name }) => name)).toEqual(['tmp orphan'])
  })

  it('gives an app ten keys at most, and takes them back', async () => {
    await using stub = await startDifyStub({ version })
    const { apps } = clientOf(stub).console
    const { appId } = await publish(clientOf(stub), greeter)
    for (let count = 1; count < 10; count += 1) await apps.createKey(appId)
    await expect(apps.createKey(appId)).rejects.toThrow(/more than 10/)
    for (const { id } of await apps.listKeys(appId)) await apps.deleteKey(appId, id)
    expect(await apps.listKeys(appId)).toEqual([])
  })
})

it('runs published versions by their id since 1.8', async () => {
  await using stub = await startDifyStub({ version: '1.12.1' })
  const client = clientOf(stub)
  const { appId, service } = await publish(client, greeter)
  const { workflows } = client.console
  const draft = await workflows.draft(appId)
  const graph = structuredClone(draft.graph) as { nodes: { data: { outputs?: { variable: string }[] } }[] }
  const output = graph.nodes[1]?.data.outputs?.[0]
  if (output) output.variable = 'bonjour'
  await workflows.syncDraft(appId, { ...draft, graph }, { hash: draft.hash })
  await workflows.publish(appId, { markedName: 'v2' })
  const published = await collect(workflows.versions(appId))
  const outputs = await Promise.all(
    ['v1', 'v2'].map(async (name) => {
      const workflowId = published.find(({ marked_name }) => marked_name === name)?.id ?? ''
      const recorder = new TraceRecorder()
      for await (const event of service.run('workflow', { inputs: { name: 'Ada' }, user: 'u', workflowId }))
        recorder.record(event)
      return Object.keys(recorder.trace().outputs ?? {})[0]
    }),
  )
  expect(outputs).toEqual(['hello', 'bonjour'])
})

it('locks an account after more than five wrong passwords', async () => {
  await using stub = await startDifyStub({ version: '1.12.1' })
  const login = async (password: string) =>
    fetch(`${stub.url}/console/api/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: stub.account.email, password: btoa(password) }),
    })
  for (let count = 0; count < 6; count += 1) expect((await login('wrong')).status).toBe(401)
  expect((await login(stub.account.password)).status).toBe(429)
})
