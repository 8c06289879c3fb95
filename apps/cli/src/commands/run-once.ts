import type { DslDocument } from '@autoopt/dsl'
import { createRuntime } from '@autoopt/runtime'
import type { ConversationState, Run, Runtime } from '@autoopt/runtime'
import type { RunTrace } from '@autoopt/trace'
import { exitCode, type ExitCode, exitCodeOf } from '../exit-code.ts'
import { loadSettings } from '../files/load-settings.ts'
import { openApp } from '../files/open-app.ts'
import { readConversation, writeConversation } from '../run/conversation-file.ts'
import { openModels } from '../run/open-models.ts'
import type { ModelOptions, OpenModels } from '../run/open-models.ts'
import { formatCost, printTrace } from '../run/print-trace.ts'
import { readRunInputs, toFile } from '../run/read-run-inputs.ts'
import type { InputOptions } from '../run/read-run-inputs.ts'
import { readRuntimeOptions, type RuntimeFlags } from '../run/read-runtime-options.ts'
import { formatSeconds, tellProgress } from '../run/tell-progress.ts'
import { paint } from '../terminal/paint.ts'
import { print, printJson, tell } from '../terminal/print.ts'

export interface RunOnceOptions extends InputOptions, ModelOptions, RuntimeFlags {
  readonly query?: string
  readonly conversation?: string
  readonly file?: readonly string[]
  readonly env?: string
  readonly trace?: boolean
  readonly json?: boolean
}

/** Runs an app file once and prints what it gave. */
export async function runOnce(app: string, options: RunOnceOptions): Promise<ExitCode> {
  const document = await openApp(app)
  const inputs = await readRunInputs(document, options)
  const settings = await loadSettings(options.env)
  const runtimeOptions = await readRuntimeOptions(options)
  const conversation = options.conversation === undefined ? undefined : await readConversation(options.conversation)
  await using models = openModels(settings, options)
  await using runtime = createRuntime({ ...runtimeOptions, models: models.resolve })
  const started = start(runtime, document, { inputs, conversation, options })
  for await (const event of started) tellProgress(event)
  const trace = await started.trace
  const after = await started.conversation
  if (options.conversation !== undefined && after !== undefined) await writeConversation(options.conversation, after)
  report(trace, models, options)
  return exitCodeFor(trace, await started.obstacle)
}

interface Beginning {
  readonly inputs: Readonly<Record<string, unknown>>
  readonly conversation: ConversationState | undefined
  readonly options: RunOnceOptions
}

/** Ctrl-C stops the run, and what it did so far is still reported; a second one ends at once. */
function start(runtime: Runtime, document: DslDocument, { inputs, conversation, options }: Beginning): Run {
  const controller = new AbortController()
  process.once('SIGINT', () => controller.abort(new Error('stopped by the user')))
  return runtime.run(document, {
    inputs,
    query: options.query ?? '',
    files: (options.file ?? []).map(toFile),
    signal: controller.signal,
    ...(conversation && { conversation }),
  })
}

function report(trace: RunTrace, { used }: OpenModels, { trace: showsTrace, json }: RunOnceOptions): void {
  const models = [...used.values()]
  const simulated = [...new Set(models.filter((model) => model.simulated).map((model) => model.used))]
  if (json) {
    const { status, outputs, answer, error, elapsed_ms, total_tokens, total_cost_usd } = trace
    const whole = { status, outputs, answer, error, elapsed_ms, total_tokens, total_cost_usd }
    printJson({ simulated: simulated.length > 0, models, ...(showsTrace ? trace : whole) })
  } else {
    if (showsTrace) printTrace(trace, used)
    printOutputs(trace)
  }
  tell(summaryOf(trace))
  if (simulated.length > 0) tell(`simulated: ${simulated.join(', ')} answered, which is no language model`)
}

function printOutputs({ answer, outputs }: RunTrace): void {
  if (answer !== undefined) return print(answer)
  const values = Object.entries(outputs ?? {})
  const [only] = values
  for (const [name, value] of values) {
    const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
    print(values.length === 1 && only !== undefined ? text : `${paint('bold', name)}: ${text}`)
  }
}

function summaryOf({ status, error, elapsed_ms, nodes, total_tokens, total_cost_usd }: RunTrace): string {
  const cost = total_tokens > 0 ? ` · ${total_tokens} tokens · ${formatCost(total_cost_usd)}` : ''
  const facts = `${status} in ${formatSeconds(elapsed_ms / 1000)} · ${nodes.length} nodes${cost}`
  return error === null ? facts : `${facts}\n${paint('red', 'error', process.stderr)}: ${error}`
}

/** @throws the obstacle when it is a bug. */
function exitCodeFor({ status }: RunTrace, obstacle: unknown): ExitCode {
  if (status === 'succeeded' || status === 'partial-succeeded') return exitCode.fine
  if (obstacle === undefined || status === 'stopped') return exitCode.world
  const code = exitCodeOf(obstacle)
  if (code === undefined)
    throw obstacle instanceof Error ? obstacle : new Error('A run ended without an error', { cause: obstacle })
  return code
}
