import { Agent, request as send } from 'node:http'
import type { Deployment, WorkflowTarget } from '@autoopt/executor'
import type { RunTrace } from '@autoopt/trace'

/** A target whose runs are one request each and nothing else, so that what remains is the cost of executing and judging. */
export function directTarget(url: string): WorkflowTarget {
  const agent = new Agent({ keepAlive: true })
  const deployment: Deployment = {
    run: async ({ inputs, caseId, repeat }) => {
      const started_at = new Date().toISOString()
      const begun = performance.now()
      const answer = await ask(
        url,
        agent,
        JSON.stringify({ model: 'bench', messages: [{ role: 'user', content: inputs['q'] }] }),
      )
      const elapsed_ms = performance.now() - begun
      return traceOf(answer, { run_id: `${caseId}-${repeat}`, inputs: { ...inputs }, started_at, elapsed_ms })
    },
    async [Symbol.asyncDispose]() {},
  }
  return {
    name: 'direct',
    prepare: async () => deployment,
    async [Symbol.asyncDispose]() {
      agent.destroy()
    },
  }
}

async function ask(url: string, agent: Agent, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const request = send(`${url}/chat/completions`, { method: 'POST', agent, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve(text))
      response.on('error', reject)
    })
    request.on('error', reject)
    request.end(body)
  })
}

type Beginning = Pick<RunTrace, 'run_id' | 'inputs' | 'started_at' | 'elapsed_ms'>

function traceOf(answer: string, beginning: Beginning): RunTrace {
  const { choices, usage } = JSON.parse(answer) as { choices: { message: { content: string } }[]; usage: Usage }
  return {
    ...beginning,
    workflow_id: 'echo',
    status: 'succeeded',
    outputs: { said: choices[0]?.message.content ?? '' },
    error: null,
    finished_at: new Date().toISOString(),
    total_tokens: usage.total_tokens,
    total_cost_usd: 0,
    total_steps: 1,
    exceptions_count: 0,
    nodes: [],
  }
}

interface Usage {
  readonly total_tokens: number
}
