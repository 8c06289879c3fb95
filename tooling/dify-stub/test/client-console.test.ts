import { DifyAccessError, DifyNotFoundError, DifyRequestError, DifyVersionError } from '@autoopt/dify-client'
import { TraceRecorder } from '@autoopt/trace'
import { describe, expect, it } from 'vitest'
import { startDifyStub } from '../src/index.ts'
import { asker, clientOf, collect, echo, echoModel, greeter, publish, versions, writer } from './support.ts'

describe.each(versions)('the console of Dify %s, by the client', (version) => {
  const runtime = { models: echoModel() }

  it('tells its version and an app, exports with and without secrets', async () => {
    await using stub = await startDifyStub({ version })
    const client = clientOf(stub)
    expect(await client.version()).toBe(version)
    const { appId } = await publish(client, greeter)
    const { apps } = client.console
    expect(await apps.get(appId)).toMatchObject({ id: appId, name: 'tmp', mode: 'workflow' })
    expect(await apps.export(appId)).not.toContain('real secret')
    expect(await apps.export(appId, { includeSecret: true })).toContain('real secret')
    await expect(apps.get('00000000-0000-0000-0000-000000000000')).rejects.toBeInstanceOf(DifyNotFoundError)
  })

  it('copies an app with its secrets, unpublished, under a name of its own', async () => {
    await using stub = await startDifyStub({ version })
    const client = clientOf(stub)
    const { appId } = await publish(client, greeter)
    const { apps } = client.console
    const copy = await apps.copy(appId, { name: 'copy' })
    expect(copy).toMatchObject({ name: 'copy', mode: 'workflow' })
    expect(copy.id).not.toBe(appId)
    expect(await apps.export(copy.id, { includeSecret: true })).toContain('real secret')
    const service = client.service((await apps.createKey(copy.id)).token)
    await expect(collect(service.run('workflow', { inputs: { name: 'Ada' }, user: 'u' }))).rejects.toThrow(/published/)
    await apps.delete(copy.id)
    expect((await collect(apps.list())).map(({ id }) => id)).toEqual([appId])
  })

  it('closes the service API of an app that is deleted', async () => {
    await using stub = await startDifyStub({ version })
    const client = clientOf(stub)
    const { appId, service } = await publish(client, greeter)
    expect(await client.console.apps.delete(appId)).toBe(true)
    expect(await client.console.apps.delete(appId)).toBe(false)
    await expect(service.info()).rejects.toBeInstanceOf(DifyAccessError)
  })

  it('says which plugins an imported app lacks, where there are plugins', async () => {
    await using stub = await startDifyStub({ version, missingPlugins: ['langgenius/openai'] })
    const client = clientOf(stub)
    const { appId } = await publish(client, greeter)
    const missing = await client.console.apps.missingDependencies(appId)
    expect(missing.map(({ value }) => value)).toEqual(
      version === '0.15.3' ? [] : [{ marketplace_plugin_unique_identifier: 'langgenius/openai' }],
    )
  })

  it('replaces the configuration of an app without a graph, which is live at once', async () => {
    await using stub = await startDifyStub({ version, runtime })
    const client = clientOf(stub)
    const { appId, service } = await publish(client, writer)
    const { model_config } = JSON.parse(writer) as { model_config: object }
    await client.console.apps.setModelConfig(appId, { ...model_config, pre_prompt: 'Sing of {{topic}}.' })
    const recorder = new TraceRecorder()
    for await (const event of service.run('completion', { inputs: { topic: 'rain' }, user: 'u' }))
      recorder.record(event)
    expect(recorder.trace().answer).toBe('You said: Sing of rain.\n')
    const { appId: graphId } = await publish(client, greeter)
    await expect(client.console.apps.setModelConfig(graphId, {})).rejects.toBeInstanceOf(DifyRequestError)
  })

  it('deletes versions, but not the one that is current', async () => {
    await using stub = await startDifyStub({ version })
    const client = clientOf(stub)
    const { appId } = await publish(client, greeter)
    const { workflows } = client.console
    await workflows.publish(appId, { markedName: 'v2' })
    const listed = await collect(workflows.versions(appId))
    const idOf = (name: string) => listed.find(({ marked_name }) => marked_name === name)?.id ?? ''
    await expect(workflows.deleteVersion(appId, idOf('v2'))).rejects.toBeInstanceOf(DifyRequestError)
    expect(await workflows.deleteVersion(appId, idOf('v1'))).toBe(true)
    expect(await workflows.deleteVersion(appId, idOf('v1'))).toBe(false)
    expect((await collect(workflows.versions(appId))).map(({ marked_name }) => marked_name)).toEqual(['', 'v2'])
  })

  it('runs a draft, whose runs are listed apart from those of the service', async () => {
    await using stub = await startDifyStub({ version })
    const client = clientOf(stub)
    const { appId, service } = await publish(client, greeter)
    const { workflows } = client.console
    const draft = await workflows.draft(appId)
    const text = JSON.stringify(draft.graph).replace('"hello"', '"bonjour"')
    await workflows.syncDraft(appId, { ...draft, graph: JSON.parse(text) as typeof draft.graph }, { hash: draft.hash })
    const recorder = new TraceRecorder()
    for await (const event of workflows.runDraft(appId, { inputs: { name: 'Ada' } })) recorder.record(event)
    const { run_id, outputs } = recorder.trace()
    expect(outputs).toMatchObject({ bonjour: 'Ada' })
    const published = await collect(service.run('workflow', { inputs: { name: 'Ada' }, user: 'u' }))
    expect(published.at(-1)).toMatchObject({ data: { outputs: { hello: 'Ada' } } })
    expect(await collect(workflows.runs(appId))).toMatchObject([{ id: run_id, status: 'succeeded', version: 'draft' }])
    expect((await collect(service.logs())).map(({ workflow_run }) => workflow_run.id)).not.toContain(run_id)
    const ofService = await collect(workflows.runs(appId, { from: 'app-run' })).catch((error: unknown) => error)
    expect(ofService).toMatchObject(version === '0.15.3' ? { code: DifyVersionError.code } : [{ status: 'succeeded' }])
  })

  it('runs one node of a draft on what it is given in the place of other nodes', async () => {
    await using stub = await startDifyStub({ version, runtime })
    const client = clientOf(stub)
    const { appId } = await publish(client, asker)
    const { workflows } = client.console
    const inputs = { '#start.topic#': '雨', '#code.upper#': 'RAIN' }
    const execution = await workflows.runNode(appId, 'llm', { inputs })
    expect(execution).toMatchObject({
      node_id: 'llm',
      node_type: 'llm',
      title: 'llm',
      status: 'succeeded',
      error: null,
      outputs: { text: 'You said: 雨 and RAIN' },
      process_data: {
        prompts: [
          { role: 'system', text: 'Be calm.' },
          { role: 'user', text: '雨 and RAIN' },
        ],
      },
      execution_metadata: { total_tokens: 15, currency: 'USD' },
    })
    expect(execution.id).not.toBe('')
    expect(await collect(workflows.runs(appId))).toEqual([])
  })

  it('tells of a node that fails, and of one that it does not have', async () => {
    await using stub = await startDifyStub({ version })
    const client = clientOf(stub)
    const { appId } = await publish(client, asker)
    const { workflows } = client.console
    const failed = await workflows.runNode(appId, 'code', { inputs: { '#start.topic#': '' } })
    expect(failed).toMatchObject({ node_id: 'code', status: 'failed' })
    expect(failed.error).toMatch(/no word/)
    const good = await workflows.runNode(appId, 'code', { inputs: { '#start.topic#': 'rain' } })
    expect(good).toMatchObject({ status: 'succeeded', outputs: { upper: 'RAIN' } })
    await expect(workflows.runNode(appId, 'nowhere', { inputs: {} })).rejects.toBeInstanceOf(DifyRequestError)
  })

  it('runs one node of a chatflow on what was said', async () => {
    await using stub = await startDifyStub({ version })
    const client = clientOf(stub)
    const { appId } = await publish(client, echo)
    const execution = await client.console.workflows.runNode(appId, 'answer', { inputs: {}, query: 'Hello' })
    expect(execution).toMatchObject({ status: 'succeeded', outputs: { answer: 'Hello!' } })
  })
})
