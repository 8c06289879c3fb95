import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesIn, makeFolder, runCli, runCliWith } from './run-cli.ts'

interface ModelServer extends AsyncDisposable {
  /** For `--model`. */
  readonly name: string
  readonly bodies: readonly Readonly<Record<string, unknown>>[]
}

/** A server that speaks the chat completions API and answers everything with `pong`, or with a status. */
async function startModel(status = 200): Promise<ModelServer> {
  const bodies: Record<string, unknown>[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      bodies.push(JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>)
      if (status !== 200) return response.writeHead(status).end('{"error": {"message": "no such prompt"}}')
      const usage = { prompt_tokens: 7, completion_tokens: 1, total_tokens: 8 }
      const chunk = { id: 'x', object: 'chat.completion.chunk', created: 0, model: 'm' }
      const choice = { index: 0, delta: { role: 'assistant', content: 'pong' }, finish_reason: 'stop' }
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(`data: ${JSON.stringify({ ...chunk, choices: [choice] })}\n\n`)
      return response.end(`data: ${JSON.stringify({ ...chunk, choices: [], usage })}\n\ndata: [DONE]\n\n`)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    name: `m@http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    bodies,
    [Symbol.asyncDispose]: async () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const node = (id: string, data: object): object => ({ id, type: 'custom', data: { title: id, ...data } })
const model = {
  provider: 'langgenius/openai/openai',
  name: 'gpt-4o',
  mode: 'chat',
  completion_params: { temperature: 0.5, mirostat: 1 },
}

/** Writes an app of start, llm and an ending. */
async function writeApp(
  folder: string,
  parts: { readonly mode?: string; readonly llm?: object; readonly last?: object } = {},
): Promise<void> {
  const { mode = 'workflow', llm = {}, last } = parts
  const outputs = [{ variable: 'said', value_selector: ['llm', 'text'] }]
  const ending = mode === 'workflow' ? { type: 'end', outputs } : { type: 'answer', answer: '{{#llm.text#}}' }
  const start = {
    type: 'start',
    variables: [
      { variable: 'q', label: 'q', type: 'paragraph', required: true },
      { variable: 'n', label: 'n', type: 'number', required: false },
      { variable: 'doc', label: 'doc', type: 'file', required: false },
    ],
  }
  const template = [{ role: 'user', text: '{{#start.q#}}/{{#start.n#}}' }]
  const app = {
    kind: 'app',
    version: '0.5.0',
    app: { name: 'Ping', mode },
    workflow: {
      graph: {
        nodes: [
          node('start', start),
          node('llm', { type: 'llm', model, prompt_template: template, ...llm }),
          node('last', last ?? ending),
        ],
        edges: [
          { source: 'start', target: 'llm', sourceHandle: 'source' },
          { source: 'llm', target: 'last', sourceHandle: 'source' },
        ],
      },
      features: {},
      environment_variables: [{ id: 'e', name: 'WORD', value: '', value_type: 'secret' }],
      conversation_variables: [],
    },
  }
  await writeFile(join(folder, 'ping.yml'), JSON.stringify(app))
}

describe('autoopt run', () => {
  it('prints the outputs of a run with a model of an endpoint, and its nodes on stderr', async () => {
    await using server = await startModel()
    const folder = await makeFolder()
    await writeApp(folder)
    const { exitCode, stdout, stderr } = await runCli(
      folder,
      'run',
      'ping.yml',
      '--input',
      'q=a=b',
      '--input',
      'n=3',
      '--model',
      server.name,
    )
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'pong\n' })
    expect(stderr).toMatch(/✓ start start · .*\n.*✓ llm llm · .*\n✓ last end · /s)
    expect(stderr).toContain('8 tokens · cost unknown')
    expect(stderr).not.toContain('simulated')
    expect(server.bodies).toMatchObject([
      { model: 'm', temperature: 0.5, messages: [{ role: 'user', content: 'a=b/3' }] },
    ])
  })

  it('warns of settings of the model that have no effect', async () => {
    await using server = await startModel()
    const folder = await makeFolder()
    await writeApp(folder)
    const { stderr } = await runCli(
      folder,
      'run',
      'ping.yml',
      '--input',
      'q=x',
      '--model-map',
      `openai/gpt-4o=${server.name}`,
    )
    expect(stderr).toContain('warning: node llm: settings of its model that have no effect here: mirostat')
  })

  it('reads inputs from a file, and single ones over it', async () => {
    await using server = await startModel()
    const folder = await makeFolder()
    await writeApp(folder)
    await writeFile(join(folder, 'inputs.yaml'), 'q: from the file\nn: 1\n')
    await runCli(folder, 'run', 'ping.yml', '--inputs', 'inputs.yaml', '--input', 'n=2', '--model', server.name)
    expect(server.bodies).toMatchObject([{ messages: [{ content: 'from the file/2' }] }])
  })

  it('takes the model of the configuration', async () => {
    await using server = await startModel()
    const folder = await makeFolder()
    await writeApp(folder)
    const [name, url] = server.name.split('@')
    await writeFile(
      join(folder, 'env_config.yaml'),
      `models: {mine: {provider: openai-compatible, model: ${name}, base_url: "${url}"}}\nmodel_roles: {task: mine}\n`,
    )
    const { stdout } = await runCli(folder, 'run', 'ping.yml', '--input', 'q=x')
    expect(stdout).toBe('pong\n')
  })

  it('prints every node with --trace', async () => {
    await using server = await startModel()
    const folder = await makeFolder()
    await writeApp(folder)
    const { stdout } = await runCli(folder, 'run', 'ping.yml', '--input', 'q=x', '--trace', '--model', server.name)
    expect(stdout).toMatch(/llm {2}llm · llm · succeeded · .* · 8 tokens · cost unknown · answered by m\n/)
    expect(stdout).toContain('  user: x/\n')
    expect(stdout).toContain('  outputs.text: pong\n')
    expect(stdout.endsWith('\npong\n')).toBe(true)
  })

  it('prints one JSON document with --json, the whole trace with --trace', async () => {
    await using server = await startModel()
    const folder = await makeFolder()
    await writeApp(folder)
    const parameters = ['run', 'ping.yml', '--input', 'q=x', '--json', '--model', server.name]
    const short = JSON.parse((await runCli(folder, ...parameters)).stdout)
    expect(short).toMatchObject({
      simulated: false,
      models: [{ node_id: 'llm', asked: 'langgenius/openai/openai/gpt-4o', used: 'm', simulated: false }],
      status: 'succeeded',
      outputs: { said: 'pong' },
      total_tokens: 8,
      total_cost_usd: null,
    })
    const whole = JSON.parse((await runCli(folder, ...parameters, '--trace')).stdout)
    expect(whole.nodes.map(({ node_id }: { node_id: string }) => node_id)).toEqual(['start', 'llm', 'last'])
  })

  it('prints the answer of a chat, and keeps the conversation in a file', async () => {
    await using server = await startModel()
    const folder = await makeFolder()
    await writeApp(folder, { mode: 'advanced-chat', llm: { memory: { window: { enabled: false } } } })
    const turn = async (query: string) =>
      runCli(
        folder,
        'run',
        'ping.yml',
        '--input',
        'q=x',
        '--query',
        query,
        '--conversation',
        'talk.json',
        '--model',
        server.name,
      )
    expect((await turn('one')).stdout).toBe('pong\n')
    await turn('two')
    const texts = ['x/', 'one', 'pong', 'two'].map((content) => ({ content }))
    expect(server.bodies[1]).toMatchObject({ messages: texts })
    const kept = JSON.parse(await readFile(join(folder, 'talk.json'), 'utf8'))
    expect(kept.turns).toHaveLength(2)
  })

  it('gives environment variables to the app, also from the shell', async () => {
    await using server = await startModel()
    const folder = await makeFolder()
    await writeApp(folder, { llm: { prompt_template: [{ role: 'user', text: '{{#env.WORD#}}' }] } })
    const parameters = ['run', 'ping.yml', '--input', 'q=x', '--model', server.name, '--app-env']
    await runCli(folder, ...parameters, 'WORD=given')
    await runCliWith(folder, [...parameters, 'WORD'], { WORD: 'of the shell' })
    expect(server.bodies.map(({ messages }) => messages)).toMatchObject([
      [{ content: 'given' }],
      [{ content: 'of the shell' }],
    ])
  })

  it('writes no file that it was not told to write', async () => {
    const folder = await makeFolder()
    await runCli(folder, 'run', 'app.yml', '--input', 'email=x', '--model', 'simulated')
    expect(await filesIn(folder)).toEqual(['app.yml'])
  })
})

describe('with the simulator', () => {
  it('says so wherever it says something about the run', async () => {
    const folder = await makeFolder()
    const { exitCode, stdout, stderr } = await runCli(
      folder,
      'run',
      'app.yml',
      '--input',
      'email=Where is it?',
      '--model',
      'simulated',
      '--trace',
    )
    expect(exitCode).toBe(0)
    expect(stdout).toContain('answered by simulated-generic')
    expect(stderr).toContain('simulated: simulated-generic answered, which is no language model')
    const { stdout: json } = await runCli(
      folder,
      'run',
      'app.yml',
      '--input',
      'email=x',
      '--model',
      'simulated',
      '--json',
    )
    expect(JSON.parse(json)).toMatchObject({
      simulated: true,
      status: 'succeeded',
      models: [{ simulated: true }, {}, {}, {}],
    })
  })

  it('asks the models of a world', async () => {
    const folder = await makeFolder()
    const parameters = ['run', 'app.yml', '--input', 'email=x', '--json', '--model', 'simulated:f3-7']
    const [first, second] = [await runCli(folder, ...parameters), await runCli(folder, ...parameters)]
    expect(JSON.parse(first.stdout).models[0].used).toBe('simulated-task-f3-7')
    expect(JSON.parse(second.stdout).outputs).toEqual(JSON.parse(first.stdout).outputs)
  })
})

describe('what does not work', () => {
  const tool = { type: 'tool', tool_parameters: { word: { type: 'mixed', value: '{{#llm.text#}}' } } }

  it('ends with 2 at a node that needs a server, and says how to record it', async () => {
    const folder = await makeFolder()
    await writeApp(folder, { last: tool })
    const parameters = ['run', 'ping.yml', '--input', 'q=x', '--model', 'simulated']
    const { exitCode, stderr } = await runCli(folder, ...parameters)
    expect(exitCode).toBe(2)
    expect(stderr).toContain('Node "last" (last, type tool) needs a Dify server, and no recorded output fits.')
    const recordings = { format: 1, recordings: [{ node_id: 'last', outputs: { text: 'recorded' } }] }
    await writeFile(join(folder, 'recordings.json'), JSON.stringify(recordings))
    expect((await runCli(folder, ...parameters, '--recordings', 'recordings.json')).exitCode).toBe(0)
  })

  it('ends with 3 when the model refuses, with its reason and without a stack', async () => {
    await using server = await startModel(400)
    const folder = await makeFolder()
    await writeApp(folder)
    const { exitCode, stderr, stdout } = await runCli(
      folder,
      'run',
      'ping.yml',
      '--input',
      'q=x',
      '--json',
      '--model',
      server.name,
    )
    expect(exitCode).toBe(3)
    expect(stderr).toContain('no such prompt')
    expect(stderr).not.toContain('    at ')
    expect(JSON.parse(stdout)).toMatchObject({ status: 'failed', error: expect.stringContaining('no such prompt') })
  })

  it.each([
    [['--model', 'nothing'], /There is no model "nothing"/],
    [['--model', 'simulated:nowhere'], /nowhere/],
    [[], /gpt-4o/],
    [['--model', 'simulated', '--input', 'x=1'], /has no input "x"\. It has: q, n, doc\./],
    [['--model', 'simulated', '--input', 'q'], /takes name=value/],
    [['--model', 'simulated', '--input', 'n=many'], /n in input form must be a valid number/],
    [['--model', 'simulated', '--input', 'doc=not-there.txt'], /not-there\.txt/],
    [['--model', 'simulated', '--dify', '2'], /0\.15 or 1\.12/],
    [['--model', 'simulated', '--recordings', 'not-there.json'], /not-there\.json/],
    [['--model', 'simulated', '--app-env', 'NOT_THERE_AT_ALL'], /NOT_THERE_AT_ALL/],
  ])('ends %j with 2 and a sentence that helps', async (parameters, message) => {
    const folder = await makeFolder()
    await writeApp(folder)
    const { exitCode, stderr } = await runCli(folder, 'run', 'ping.yml', '--input', 'q=x', ...parameters)
    expect(stderr).toMatch(message)
    expect(stderr).not.toContain('    at ')
    expect(exitCode).toBe(2)
  })

  it('ends with 2 when a required input is missing', async () => {
    const folder = await makeFolder()
    await writeApp(folder)
    const { exitCode, stderr } = await runCli(folder, 'run', 'ping.yml', '--model', 'simulated')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('q is required in input form')
  })
})
