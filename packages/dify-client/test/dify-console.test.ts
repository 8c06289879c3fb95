import { describe, expect, it } from 'vitest'
import { DifyDraftConflictError, DifyImportError, DifyVersionError, hiddenValue } from '../src/index.ts'
import { answer, clientOf, collect, startFakeDify, type Handler } from './fake-dify.ts'

const admin = { admin_api_key: 'admin', workspace_id: 'w1' }
const minimal = 'app: {mode: workflow}\nworkflow: {graph: {nodes: [], edges: []}}\n'
const base = '/console/api/apps'

async function consoleOf(handler: Handler, version = '1.12.1') {
  const dify = await startFakeDify(handler, { version })
  const client = clientOf(dify.url, admin)
  await client.version()
  return { dify, console: client.console }
}

describe('apps', () => {
  it('are listed page by page, by a part of their name', async () => {
    const app = (id: string) => ({ id, name: `tmp ${id}`, mode: 'workflow' })
    const { dify, console } = await consoleOf(({ query }, response) => {
      const page = Number(query.get('page'))
      answer(response, 200, {
        page,
        limit: 100,
        total: 3,
        has_more: page < 2,
        data: page < 2 ? [app('1'), app('2')] : [app('3')],
      })
    })
    expect((await collect(console.apps.list({ name: 'tmp' }))).map(({ id }) => id)).toEqual(['1', '2', '3'])
    expect(dify.calls(base)[0]?.query.get('name')).toBe('tmp')
  })

  it('are imported as JSON under a name and a version of the format', async () => {
    const { dify, console } = await consoleOf((_seen, response) => {
      answer(response, 200, { id: 'i1', status: 'completed', app_id: 'a1' })
    })
    const dsl = 'kind: app\nversion: 0.1.2\napp: {name: x, mode: workflow}\nworkflow: {graph: {nodes: [], edges: []}}\n'
    const result = await console.apps.import(dsl, { name: 'tmp 1', version: '0.5.0' })
    expect(result.app_id).toBe('a1')
    const { mode, name, yaml_content } = dify.calls(`${base}/imports`)[0]?.json ?? {}
    expect({ mode, name }).toEqual({ mode: 'yaml-content', name: 'tmp 1' })
    expect(JSON.parse(String(yaml_content))).toMatchObject({ version: '0.5.0', app: { name: 'x' } })
  })

  it('that Dify refuses are an error with its reason', async () => {
    const { console } = await consoleOf((_seen, response) => {
      answer(response, 400, { id: 'i1', status: 'failed', app_id: null, error: "Invalid version: 'abc'" })
    })
    await expect(console.apps.import(minimal)).rejects.toThrow(/Invalid version/)
    await expect(console.apps.import('- a list\n')).rejects.toBeInstanceOf(DifyImportError)
  })

  it('that wait for a confirmation are told, and confirmed once', async () => {
    const { dify, console } = await consoleOf(({ path }, response) => {
      if (path.endsWith('/confirm')) return answer(response, 200, { id: 'i1', status: 'completed', app_id: 'a1' })
      answer(response, 202, { id: 'i1', status: 'pending' })
    })
    const { status, id } = await console.apps.import(minimal)
    expect(status).toBe('pending')
    expect((await console.apps.confirmImport(id)).app_id).toBe('a1')
    expect(dify.calls(`${base}/imports/i1/confirm`)[0]?.json).toEqual({})
  })

  it('lack no plugins on servers that have none, which are not asked', async () => {
    const { dify, console } = await consoleOf(() => {}, '0.15.3')
    await expect(console.apps.missingDependencies('a1')).resolves.toEqual([])
    expect(dify.calls(`${base}/imports/a1/check-dependencies`)).toHaveLength(0)
  })

  it('are deleted; one that is gone already is no error', async () => {
    const { console } = await consoleOf(({ path }, response) => {
      if (path === `${base}/a1`) return answer(response, 204)
      answer(response, 404, { code: 'not_found', message: 'App not found' })
    })
    await expect(console.apps.delete('a1')).resolves.toBe(true)
    await expect(console.apps.delete('a2')).resolves.toBe(false)
  })
})

describe('drafts', () => {
  const draft = {
    id: 'd1',
    hash: 'h1',
    graph: { nodes: [], edges: [] },
    features: {},
    environment_variables: [
      { id: 'e1', name: 'KEY', value_type: 'secret', value: '********************' },
      { id: 'e2', name: 'URL', value_type: 'string', value: 'x' },
    ],
    conversation_variables: [{ id: 'c1', name: 'memory', value_type: 'string', value: '' }],
  }

  it('are written back with their variables, and with secrets that stay as they are', async () => {
    const { dify, console } = await consoleOf(({ method }, response) => {
      answer(response, 200, method === 'GET' ? draft : { result: 'success', hash: 'h2', updated_at: 1 })
    })
    const read = await console.workflows.draft('a1')
    await expect(console.workflows.syncDraft('a1', read, { hash: read.hash })).resolves.toBe('h2')
    expect(dify.seen.at(-1)?.json).toEqual({
      graph: draft.graph,
      features: draft.features,
      hash: 'h1',
      conversation_variables: draft.conversation_variables,
      environment_variables: [
        { ...draft.environment_variables[0], value: hiddenValue },
        draft.environment_variables[1],
      ],
    })
  })

  it.each([
    ['0.15.3', 400],
    ['1.12.1', 409],
  ])('that somebody has changed are not overwritten on %s', async (version, status) => {
    const { console } = await consoleOf((_seen, response) => {
      answer(response, status, { code: 'draft_workflow_not_sync', message: 'modified', status })
    }, version)
    await expect(console.workflows.syncDraft('a1', draft, { hash: 'old' })).rejects.toBeInstanceOf(
      DifyDraftConflictError,
    )
  })
})

describe('versions and runs', () => {
  it('are found by the name that a version was published under', async () => {
    const { dify, console } = await consoleOf(({ path, query }, response) => {
      if (path.endsWith('/publish')) return answer(response, 200, { result: 'success', created_at: 1 })
      const items =
        query.get('page') === '1'
          ? [{ id: 'w0', version: 'draft', marked_name: '' }]
          : [{ id: 'w1', version: '2026-01-01', marked_name: 'v1' }]
      answer(response, 200, { items, page: 1, limit: 20, has_more: query.get('page') === '1' })
    })
    await console.workflows.publish('a1', { markedName: 'v1' })
    const versions = await collect(console.workflows.versions('a1'))
    expect(versions.find(({ marked_name }) => marked_name === 'v1')?.id).toBe('w1')
    expect(dify.calls(`${base}/a1/workflows/publish`)[0]?.json).toEqual({ marked_name: 'v1', marked_comment: '' })
  })

  it('list node runs in order, whatever the order of the server', async () => {
    const node = (index: number) => ({
      id: `e${index}`,
      index,
      node_id: `n${index}`,
      node_type: 'llm',
      title: '',
      status: 'succeeded',
    })
    const { console } = await consoleOf((_seen, response) => {
      answer(response, 200, { data: [node(3), node(1), node(2)] })
    }, '0.15.3')
    expect((await console.workflows.nodeExecutions('a1', 'r1')).map(({ index }) => index)).toEqual([1, 2, 3])
  })

  it('says that an old server does not list runs of the service API', async () => {
    const { console } = await consoleOf(() => {}, '0.15.3')
    await expect(collect(console.workflows.runs('a1', { from: 'app-run' }))).rejects.toBeInstanceOf(DifyVersionError)
  })

  it('go on behind the last run of a page', async () => {
    const { dify, console } = await consoleOf(({ query }, response) => {
      const last = query.get('last_id')
      answer(response, 200, {
        limit: 100,
        has_more: last === null,
        data: [{ id: last === null ? 'r1' : 'r2', status: 'succeeded' }],
      })
    })
    expect((await collect(console.workflows.runs('a1'))).map(({ id }) => id)).toEqual(['r1', 'r2'])
    expect(dify.seen.at(-1)?.query.get('last_id')).toBe('r1')
  })
})
