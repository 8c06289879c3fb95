import { NodeError } from '../errors.ts'
import { PythonFloat } from '../sandbox/python-float.ts'
import type { SandboxValue } from '../sandbox/sandbox.ts'
import { checkCodeOutputs, codeLimits, CodeOutputError, type CodeOutput } from './check-code-outputs.ts'
import type { NodeContext, NodeResult, NodeRunner, RuntimeNode } from './node-runner.ts'
import { readNodeInputs } from './read-node-inputs.ts'
import { replayRecording } from './recorded.ts'
import { runSandboxed } from './run-sandboxed.ts'

/** Runs Python or JavaScript: `main` gets the variables of the node and returns its declared outputs. */
export const runCode: NodeRunner = async (node, context) => {
  const inputs = readNodeInputs(node, context.variables)
  const code = typeof node.data['code'] === 'string' ? node.data['code'] : ''
  const language = node.data['code_language']
  if (language !== 'python3' && language !== 'javascript') {
    throw new NodeError(`Unsupported language ${String(language)}`, { type: 'CodeExecutionError', inputs })
  }

  const sandbox = await context.sandbox()
  const options = { signal: context.signal }
  const run =
    language === 'python3' ? sandbox.runPython(code, inputs, options) : sandbox.runJavaScript(code, inputs, options)
  const outcome = await runOrReplay(run, node, context, inputs)
  if ('replayed' in outcome) return outcome.replayed
  const { result } = outcome
  try {
    return { inputs, outputs: checkOutputs(result, node.data['outputs'], context.dify) }
  } catch (error) {
    if (!(error instanceof CodeOutputError)) throw error
    throw new NodeError(error.message, { type: error.errorType, inputs })
  }
}

type Outcome = { readonly result: SandboxValue } | { readonly replayed: NodeResult }

/** Code that imports what Dify installs and the sandbox has not, to reach the network for instance, needs a recorded output. */
async function runOrReplay(
  run: Promise<SandboxValue>,
  node: RuntimeNode,
  context: NodeContext,
  inputs: Readonly<Record<string, SandboxValue>>,
): Promise<Outcome> {
  try {
    return { result: await runSandboxed(run, { type: 'CodeExecutionError', inputs }) }
  } catch (error) {
    const lastLine = error instanceof NodeError ? error.message.trimEnd().split('\n').at(-1) : undefined
    const [, module] = missingModule.exec(lastLine ?? '') ?? []
    if (module === undefined) throw error
    const reason = `imports the module ${module}, which is not installed in the sandbox`
    return { replayed: replayRecording(node, context, { inputs, reason }) }
  }
}

const missingModule = /^ModuleNotFoundError: No module named '([^']+)'$/

function checkOutputs(
  result: SandboxValue,
  declared: unknown,
  dify: '0.15' | '1.12',
): ReturnType<typeof checkCodeOutputs> {
  const outputs = (declared ?? {}) as Readonly<Record<string, CodeOutput>>
  if (dify === '0.15') return checkCodeOutputs(result, outputs, { ...codeLimits, maxStringLength: 80_000 })
  return checkCodeOutputs(readScientificNotation(result), outputs)
}

/** Dify 1.12 takes each string that looks like `1e+5` for a number, wherever it is in the result. */
function readScientificNotation(value: SandboxValue): SandboxValue {
  if (typeof value === 'string') return /^-?\d+\.?\d*e[+-]\d+\n?$/i.test(value) ? toFloat(Number(value)) : value
  if (typeof value !== 'object' || value === null || value instanceof PythonFloat) return value
  if (Array.isArray(value)) return (value as readonly SandboxValue[]).map(readScientificNotation)
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, readScientificNotation(member)]))
}

function toFloat(value: number): SandboxValue {
  return Number.isInteger(value) ? new PythonFloat(value) : value
}
