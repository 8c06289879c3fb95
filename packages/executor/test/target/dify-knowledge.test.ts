import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { difyConfigSchema } from '@autoopt/config'
import { DifyClient } from '@autoopt/dify-client'
import { startDifyStub } from '@autoopt/dify-stub'
import { expect, it, onTestFinished } from 'vitest'
import { DifyTarget } from '../../src/target/dify/dify-target.ts'

const node = (id: string, data: object): object => ({ id, type: 'custom', data: { title: id, ...data } })
const knowledgeBase = '5f0c7a3e-0000-4000-8000-000000000001'

it.each(['0.15.3', '1.12.1'])('on Dify %s variants of an exported app ask its knowledge bases', async (version) => {
  await using stub = await startDifyStub({ version })
  const ledgerFolder = await mkdtemp(join(tmpdir(), 'dify-knowledge-'))
  onTestFinished(async () => rm(ledgerFolder, { recursive: true, force: true }))
  const nodes = [
    node('start', { type: 'start', variables: [] }),
    node('kb', { type: 'knowledge-retrieval', dataset_ids: [knowledgeBase], top_k: 3 }),
    node('end', { type: 'end', outputs: [] }),
  ]
  const sourceAppId = stub.addApp({ app: { name: 'a', mode: 'workflow' }, workflow: { graph: { nodes, edges: [] } } })
  const config = difyConfigSchema.parse({ base_url: stub.url, auth: stub.account })
  const dsl = await new DifyClient(config).console.apps.export(sourceAppId)
  expect(dsl).not.toContain(knowledgeBase)
  await using target = new DifyTarget({ config, ledgerFolder, sourceAppId })
  for (const text of [dsl, dsl.replace('"top_k": 3', '"top_k": 5')]) {
    await target.prepare({ id: 'v', workflowId: 'a', dsl: text }, {})
    const published = [...stub.workspace.apps.values()].at(-1)?.versions.at(-1)?.content.graph['nodes']
    expect(published).toMatchObject([{}, { data: { dataset_ids: [knowledgeBase], top_k: text === dsl ? 3 : 5 } }, {}])
  }
})
