import { difyConfigSchema } from '@autoopt/config'
import { DifyClient, type DifyClientOptions } from '@autoopt/dify-client'
import type { ResolveModel } from '@autoopt/runtime'
import type { DifyStub } from '../src/index.ts'

export const versions = ['0.15.3', '1.12.1'] as const

const node = (id: string, data: object): object => ({
  id,
  type: 'custom',
  position: { x: 0, y: 0 },
  data: { title: id, ...data },
})
const edge = (source: string, target: string): object => ({
  source,
  target,
  sourceHandle: 'source',
  targetHandle: 'target',
})

/** Greets `name`, which it requires, and gives away its secret. */
export const greeter = JSON.stringify({
  version: '0.1.2',
  app: { name: 'greeter', mode: 'workflow' },
  workflow: {
    features: {},
    environment_variables: [{ id: 'e1', name: 'KEY', value_type: 'secret', value: 'real secret' }],
    conversation_variables: [],
    graph: {
      nodes: [
        node('start', {
          type: 'start',
          variables: [{ variable: 'name', label: 'name', type: 'text-input', required: true }],
        }),
        node('end', {
          type: 'end',
          outputs: [
            { variable: 'hello', value_selector: ['start', 'name'] },
            { variable: 'key', value_selector: ['env', 'KEY'] },
          ],
        }),
      ],
      edges: [edge('start', 'end')],
    },
  },
})

/** Says what was said. */
export const echo = JSON.stringify({
  app: { name: 'echo', mode: 'advanced-chat' },
  workflow: {
    features: {},
    graph: {
      nodes: [
        node('start', { type: 'start', variables: [] }),
        node('answer', { type: 'answer', answer: '{{#sys.query#}}!', variables: [] }),
      ],
      edges: [edge('start', 'answer')],
    },
  },
})

const model = { provider: 'test', name: 'scripted', mode: 'chat', completion_params: {} }

/** Asks a model about two things that other nodes give, runs code, and takes a file. */
export const asker = JSON.stringify({
  version: '0.1.2',
  app: { name: 'asker', mode: 'workflow' },
  workflow: {
    features: {},
    environment_variables: [{ id: 'e1', name: 'TONE', value_type: 'string', value: 'calm' }],
    conversation_variables: [],
    graph: {
      nodes: [
        node('start', {
          type: 'start',
          variables: [
            { variable: 'topic', label: 'topic', type: 'text-input', required: false },
            { variable: 'paper', label: 'paper', type: 'file', required: false, allowed_file_types: ['document'] },
          ],
        }),
        node('code', {
          type: 'code',
          code_language: 'javascript',
          code: 'function main({ word }) { if (!word) throw new Error("no word"); return { upper: word.toUpperCase() } }',
          variables: [{ variable: 'word', value_selector: ['start', 'topic'] }],
          outputs: { upper: { type: 'string', children: null } },
        }),
        node('llm', {
          type: 'llm',
          model,
          prompt_template: [
            { role: 'system', text: 'Be {{#env.TONE#}}.' },
            { role: 'user', text: '{{#start.topic#}} and {{#code.upper#}}' },
          ],
          context: { enabled: false, variable_selector: [] },
          vision: { enabled: false },
        }),
        node('end', {
          type: 'end',
          outputs: [
            { variable: 'text', value_selector: ['llm', 'text'] },
            { variable: 'paper', value_selector: ['start', 'paper', 'name'] },
          ],
        }),
      ],
      edges: [edge('start', 'code'), edge('code', 'llm'), edge('llm', 'end')],
    },
  },
})

/** An app without a graph. */
export const writer = JSON.stringify({
  app: { name: 'writer', mode: 'completion' },
  model_config: {
    model,
    pre_prompt: 'Write of {{topic}}.',
    user_input_form: [{ 'text-input': { variable: 'topic' } }],
  },
})

/** A client that tries again at once. */
export function clientOf({ url, account }: DifyStub, options: DifyClientOptions = {}): DifyClient {
  const config = difyConfigSchema.parse({ base_url: url, auth: account })
  return new DifyClient(config, { random: () => 0, patienceMs: 5000, ...options })
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}

/** Imports, publishes and gives a key. */
export async function publish(client: DifyClient, dsl: string, version?: string) {
  const { apps, workflows } = client.console
  const imported = await apps.import(dsl, { name: 'tmp', ...(version !== undefined && { version }) })
  const appId = imported.app_id ?? (await apps.confirmImport(imported.id)).app_id ?? ''
  if ((JSON.parse(dsl) as { workflow?: object }).workflow) await workflows.publish(appId, { markedName: 'v1' })
  return { appId, service: client.service((await apps.createKey(appId)).token) }
}

/** A resolver of one model, which answers with what the last message says, after the promise. */
export function echoModel(ready: () => Promise<void> = async () => {}): ResolveModel {
  const usage = {
    inputTokens: { total: 10, noCache: 10, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: 5, text: 5, reasoning: 0 },
  }
  const ending = { finishReason: { unified: 'stop' as const, raw: 'stop' }, usage }
  return () => ({
    model: {
      specificationVersion: 'v4',
      provider: 'test',
      modelId: 'scripted',
      supportedUrls: {},
      doGenerate: async ({ prompt }) => {
        await ready()
        return { content: [{ type: 'text', text: said(prompt.at(-1)) }], ...ending, warnings: [] }
      },
      doStream: async ({ prompt }) => {
        await ready()
        return {
          stream: new ReadableStream({
            start(controller) {
              controller.enqueue({ type: 'text-start', id: '1' })
              controller.enqueue({ type: 'text-delta', id: '1', delta: said(prompt.at(-1)) })
              controller.enqueue({ type: 'text-end', id: '1' })
              controller.enqueue({ type: 'finish', ...ending })
              controller.close()
            },
          }),
        }
      },
    },
    price: ({ prompt_tokens, completion_tokens }) => (prompt_tokens + completion_tokens) * 0.001,
  })
}

function said(message: { readonly content: unknown } | undefined): string {
  const parts = Array.isArray(message?.content) ? (message.content as readonly { readonly text?: string }[]) : []
  return `You said: ${parts.map(({ text }) => text ?? '').join('')}`
}
