import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DifyStub, startDifyStub } from '@autoopt/dify-stub'
import { onTestFinished } from 'vitest'
import { runCliWith } from '../run-cli.ts'

/** A node of a graph. */
export const node = (id: string, data: object): object => ({
  id,
  type: 'custom',
  position: { x: 0, y: 0 },
  data: { title: id, ...data },
})

/** An app of one model node, with a secret. */
const appWith = (more: readonly object[]): Record<string, unknown> => ({
  version: '0.1.0',
  app: { name: 'support desk', mode: 'workflow', description: '' },
  workflow: {
    features: {},
    environment_variables: [{ id: 'e1', name: 'TOKEN', value_type: 'secret', value: 'very secret' }],
    conversation_variables: [],
    graph: {
      nodes: [
        node('start', {
          type: 'start',
          variables: [{ variable: 'question', label: 'question', type: 'paragraph', required: true }],
        }),
        node('llm', {
          type: 'llm',
          model: { provider: 'openai', name: 'any', mode: 'chat', completion_params: {} },
          prompt_template: [
            { id: 'p1', role: 'system', text: 'Be helpful.' },
            { id: 'p2', role: 'user', text: '{{#start.question#}}' },
          ],
          context: { enabled: false, variable_selector: [] },
          vision: { enabled: false },
        }),
        ...more,
        node('end', { type: 'end', outputs: [{ variable: 'asked', value_selector: ['start', 'question'] }] }),
      ],
      edges: [{ source: 'start', target: 'end', sourceHandle: 'source', targetHandle: 'target' }],
    },
  },
})

/** A server with the app, with some nodes more that nothing leads to, and a folder that is configured for it. */
export async function scene(version: string, more: readonly object[] = []) {
  const stub = await startDifyStub({ version })
  const folder = await mkdtemp(join(tmpdir(), 'autoopt-dify-'))
  onTestFinished(async () => {
    await stub[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })
  const settings = `dify:\n  base_url: ${stub.url}\n  auth: {email: ${stub.account.email}, password: '\${DIFY_PASSWORD}'}\n`
  await writeFile(join(folder, 'env_config.yaml'), settings)
  const appId = stub.addApp(appWith(more))
  const cli = async (...words: string[]) => runCliWith(folder, words, { DIFY_PASSWORD: stub.account.password })
  const dify = async (...words: string[]) => cli('dify', ...words)
  return { stub, folder, appId, cli, dify, file: join(folder, 'support-desk.yml') }
}

/** The draft of an app, to be compared. */
export function draftOf(stub: DifyStub, appId: string) {
  const draft = stub.workspace.apps.get(appId)?.draft
  return { graph: JSON.stringify(draft?.graph), secret: draft?.environment_variables[0]?.['value'] }
}

/** Edits an app file as a person would. */
export async function edit(file: string, from: string, to: string): Promise<void> {
  await writeFile(file, (await readFile(file, 'utf8')).replace(from, to))
}
