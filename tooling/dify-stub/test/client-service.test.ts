import { setTimeout as delay } from 'node:timers/promises'
import { TraceRecorder } from '@autoopt/trace'
import { describe, expect, it } from 'vitest'
import { startDifyStub } from '../src/index.ts'
import { asker, clientOf, collect, echoModel, greeter, publish, versions, writer } from './support.ts'

describe.each(versions)('the service API of Dify %s, by the client', (version) => {
  it('tells what an app is called and what it wants to be given', async () => {
    await using stub = await startDifyStub({ version })
    const { service } = await publish(clientOf(stub), greeter)
    const info = await service.info()
    expect(info.name).toBe('tmp')
    expect(info.mode).toBe(version === '0.15.3' ? undefined : 'workflow')
    expect((await service.parameters()).user_input_form).toMatchObject([
      { 'text-input': { variable: 'name', required: true } },
    ])
  })

  it('runs apps that complete', async () => {
    await using stub = await startDifyStub({ version, runtime: { models: echoModel() } })
    const { service } = await publish(clientOf(stub), writer)
    const recorder = new TraceRecorder()
    for await (const event of service.run('completion', { inputs: { topic: 'rain' }, user: 'u' }))
      recorder.record(event)
    expect(recorder.trace()).toMatchObject({ status: 'succeeded', answer: 'You said: Write of rain.\n' })
  })

  it('takes files, for runs of the same user', async () => {
    await using stub = await startDifyStub({ version, runtime: { models: echoModel() } })
    const { service } = await publish(clientOf(stub), asker)
    const { id } = await service.upload(new Blob(['rain']), { name: '雨.txt', user: 'u' })
    const paper = { type: 'document', transfer_method: 'local_file', upload_file_id: id }
    const inputs = { topic: 'rain', paper }
    const events = await collect(service.run('workflow', { inputs, user: 'u' }))
    expect(events.at(-1)).toMatchObject({ data: { status: 'succeeded', outputs: { paper: expect.any(String) } } })
    await expect(collect(service.run('workflow', { inputs, user: 'somebody else' }))).rejects.toThrow(/upload file/)
  })

  it('stops a run', async () => {
    await using stub = await startDifyStub({ version, runtime: { models: echoModel(async () => delay(60_000)) } })
    const { service } = await publish(clientOf(stub), asker)
    const events = service.run('workflow', { inputs: { topic: 'rain' }, user: 'u' })
    const { value: started } = (await events.next()) as { value: { task_id: string } }
    await service.stop('workflow', started.task_id, 'u')
    expect((await collect(events)).at(-1)).toMatchObject({ event: 'workflow_finished', data: { status: 'stopped' } })
  })

  it('logs runs by user and status, while they go on only where beginnings are logged', async () => {
    let release = (): void => {}
    const ready = new Promise<void>((done) => (release = done))
    await using stub = await startDifyStub({ version, runtime: { models: echoModel(async () => ready) } })
    const { service } = await publish(clientOf(stub), asker)
    const events = service.run('workflow', { inputs: { topic: 'rain' }, user: 'one' })
    await events.next()
    expect(await collect(service.logs())).toMatchObject(
      version === '0.15.3' ? [] : [{ workflow_run: { status: 'running', finished_at: null } }],
    )
    release()
    await collect(events)
    await collect(service.run('workflow', { inputs: {}, user: 'other' }))
    expect(await collect(service.logs({ user: 'one' }))).toMatchObject([{ workflow_run: { status: 'succeeded' } }])
    expect(await collect(service.logs({ status: 'failed' }))).toMatchObject([
      { created_by_end_user: { session_id: 'other' } },
    ])
  })
})
