import { afterAll, describe, expect, test } from 'vitest'
import { NodeError } from '../../src/errors.ts'
import { runCode } from '../../src/nodes/code.ts'
import type { NodeResult } from '../../src/nodes/node-runner.ts'
import { SandboxUnavailableError } from '../../src/sandbox/errors.ts'
import { openSandbox } from '../../src/sandbox/open-sandbox.ts'
import { PythonFloat } from '../../src/sandbox/python-float.ts'
import { FileValue } from '../../src/values/file-value.ts'
import { runRunner, type RunnerInputs } from './run-runner.ts'

const sandbox = openSandbox({ processes: 1 })
afterAll(async () => sandbox[Symbol.asyncDispose]())

const variables = [{ variable: 'x', value_selector: ['start', 'x'] }]
const text = { type: 'string', children: null }

async function run(data: object, more: Partial<RunnerInputs> = {}): Promise<NodeResult> {
  return runRunner(runCode, { sandbox, ...more, data: { code_language: 'python3', variables, ...data } })
}

async function failureOf(running: Promise<unknown>): Promise<{ type: string; message: string; inputs: unknown }> {
  const error: unknown = await running.catch((thrown: unknown) => thrown)
  if (!(error instanceof NodeError)) throw error instanceof Error ? error : new Error('it did not fail')
  return { type: error.details.type, message: error.message, inputs: error.details.inputs }
}

describe('a code node', () => {
  test.each([
    ['python3', 'def main(x): return {"r": f"{x!r}"}', '3.0'],
    ['javascript', 'function main({ x }) { return { r: `${x}` } }', '3'],
  ])('runs %s with its variables and gives its outputs', async (code_language, code, r) => {
    const result = await run(
      { code_language, code, outputs: { r: text } },
      { variables: { 'start.x': new PythonFloat(3) } },
    )
    expect(result).toEqual({ inputs: { x: new PythonFloat(3) }, outputs: { r } })
  })

  test('gets null for a variable that does not exist', async () => {
    expect(await run({ code: 'def main(x): return {"r": repr(x)}', outputs: { r: text } })).toEqual({
      inputs: { x: null },
      outputs: { r: 'None' },
    })
  })

  test('gets a file as an object', async () => {
    const file = new FileValue({
      type: 'document',
      transfer_method: 'local_file',
      name: 'a.txt',
      extension: '.txt',
      mime_type: 'text/plain',
      size: 3,
      related_id: 'f1',
    })
    const code = 'def main(x): return {"r": x["filename"] + x["extension"]}'
    const result = await run({ code, outputs: { r: text } }, { variables: { 'start.x': file } })
    expect(result.outputs).toEqual({ r: 'a.txt.txt' })
  })

  test('fails with the traceback of its code', async () => {
    const failure = await failureOf(run({ code: 'def main(x): return {"r": 1 / 0}', outputs: { r: text } }))
    expect(failure.type).toBe('CodeExecutionError')
    expect(failure.message).toMatch(/^Traceback[^]*ZeroDivisionError: division by zero$/)
    expect(failure.inputs).toEqual({ x: null })
  })

  test.each([
    ['an output is missing', 'def main(x): return {}', 'OutputValidationError', 'Output r is missing.'],
    [
      'an output is not declared',
      'def main(x): return {"r": "", "s": 1}',
      'CodeNodeError',
      'Not all output parameters are validated.',
    ],
    [
      'an output has another type',
      'def main(x): return {"r": 1}',
      'OutputValidationError',
      'Output r must be a string, got int instead',
    ],
    ['the result is no dict', 'def main(x): return [1]', 'WorkflowNodeError', 'Result must be a dict, got list'],
  ])('fails in the words of Dify when %s', async (_name, code, type, message) => {
    expect(await failureOf(run({ code, outputs: { r: text } }))).toMatchObject({ type, message })
  })

  test('fails when its language is unknown', async () => {
    const running = run({ code_language: 'ruby', code: '', outputs: {} })
    expect(await failureOf(running)).toMatchObject({ type: 'CodeExecutionError', message: 'Unsupported language ruby' })
  })

  test('takes a text in scientific notation for a number in 1.12, not in 0.15', async () => {
    const data = { code: 'def main(x): return {"r": "1e+5"}', outputs: { r: text } }
    expect(await failureOf(run(data))).toMatchObject({ message: 'Output r must be a string, got float instead' })
    expect((await run(data, { dify: '0.15' })).outputs).toEqual({ r: '1e+5' })
    const declared = { code: 'def main(x): return {"r": ["-2.5E-1"]}', outputs: { r: { type: 'array[number]' } } }
    expect((await run(declared)).outputs).toEqual({ r: [-0.25] })
  })

  test('may return 400,000 characters in 1.12, 80,000 in 0.15', async () => {
    const data = { code: 'def main(x): return {"r": "x" * 80001}', outputs: { r: text } }
    expect((await run(data)).outputs?.['r']).toHaveLength(80_001)
    const message = 'The length of output variable `r` must be less than 80000 characters'
    expect(await failureOf(run(data, { dify: '0.15' }))).toMatchObject({ message })
  })

  test('ends the run, not only the node, when there is no Python', async () => {
    await using bare = openSandbox({ usePyodide: false })
    const running = run({ code: 'def main(x): return {}', outputs: {} }, { sandbox: bare })
    await expect(running).rejects.toThrow(SandboxUnavailableError)
  })

  test('is stopped by the signal of the run', async () => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(new Error('the run is over')), 50)
    const running = run({ code: 'def main(x):\n    while True: pass', outputs: {} }, { signal: controller.signal })
    await expect(running).rejects.toThrow('the run is over')
  })
})
