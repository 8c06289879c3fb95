import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder with an app of one model node, and so many cases for it: ours and promptfoo's. */
export async function makeBenchFolder(cases: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'autoopt-bench-run-'))
  const lines = Array.from({ length: cases }, (_, index) => {
    const q = `Question ${index}: ${'is all of this as it should be? '.repeat(4)}`
    return JSON.stringify({
      case_id: `case-${index}`,
      inputs: { q },
      assertions: [{ type: 'contains', value: 'fine' }],
    })
  })
  await writeFile(join(folder, 'cases.jsonl'), `${lines.join('\n')}\n`)
  await writeFile(join(folder, 'echo.yml'), JSON.stringify(app))
  return folder
}

const node = (id: string, data: object): object => ({ id, type: 'custom', data: { title: id, ...data } })
const model = { provider: 'openai', name: 'bench', mode: 'chat', completion_params: {} }
const app = {
  kind: 'app',
  version: '0.5.0',
  app: { name: 'Echo', mode: 'workflow' },
  workflow: {
    graph: {
      nodes: [
        node('start', { type: 'start', variables: [{ variable: 'q', label: 'q', type: 'paragraph', required: true }] }),
        node('llm', { type: 'llm', model, prompt_template: [{ role: 'user', text: '{{#start.q#}}' }] }),
        node('end', { type: 'end', outputs: [{ variable: 'said', value_selector: ['llm', 'text'] }] }),
      ],
      edges: [
        { source: 'start', target: 'llm', sourceHandle: 'source' },
        { source: 'llm', target: 'end', sourceHandle: 'source' },
      ],
    },
    features: {},
  },
}
