import { describe, expect, it } from 'vitest'
import type { Recording } from '../../src/recordings/recordings.ts'
import { runNodeAlone } from '../support/run-app.ts'
import type { Outcome } from '../support/run-app.ts'

async function run(code: string, recordings: readonly Recording[] = []): Promise<Outcome> {
  const outputs = { output: { type: 'string', children: null } }
  const data = { type: 'code', code_language: 'python3', variables: [], code, outputs }
  return runNodeAlone(data, {}, { recordings: { format: 1, recordings: [...recordings] } })
}

const importing = 'import requests\ndef main():\n    return {"output": requests.get("http://x").text}'

describe('code that imports a module that is not here', () => {
  it('ends the run, and says what is missing', async () => {
    const { obstacle } = await run(importing)
    expect(obstacle).toMatchObject({ code: 'RUN-RECORDING-001', context: { node_id: 'node', node_type: 'code' } })
    expect(String(obstacle)).toContain('imports the module requests, which is not installed in the sandbox')
  })

  it('gives what was recorded', async () => {
    const { outputs } = await run(importing, [{ node_id: 'node', outputs: { output: 'recorded' } }])
    expect(outputs).toEqual({ output: 'recorded' })
  })

  it('is not confused with code that fails in another way', async () => {
    const { obstacle, trace } = await run('def main():\n    raise ValueError("No module named \'requests\'")')
    expect(obstacle).toBeUndefined()
    expect(trace.error).toContain('ValueError')
  })
})
