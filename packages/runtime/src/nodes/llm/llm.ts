/**
 * Asks a model.
 *
 * - The prompt: its messages in order, then the remembered turns, then the question of the turn, then the files.
 * - The text streams as it comes, reasoning included. Structured output is read from the whole text.
 */
import { NodeError } from '../../errors.ts'
import { callModel } from '../../models/call-model.ts'
import type { ModelAnswer } from '../../models/answer-reader.ts'
import { describePrompt } from '../../models/describe-prompt.ts'
import { dropEmptyMessages } from '../../models/drop-empty-messages.ts'
import { readModelSettings } from '../../models/model-settings.ts'
import type { PromptMessage } from '../../models/prompt-message.ts'
import { readPromptFiles } from '../../models/read-prompt-files.ts'
import type { DifyVersion, Value, Values } from '../../values/value.ts'
import type { ModelSettings, NodeContext, NodeResult, NodeRunner, ResolvedModel, RuntimeNode } from '../node-runner.ts'
import { withDetails } from '../with-details.ts'
import { readLlmInputs } from './llm-inputs.ts'
import { buildLlmPrompt } from './llm-prompt.ts'
import { splitReasoning } from './split-reasoning.ts'
import { askForStructure, parseStructure, readStructure } from './structured-output.ts'

/** Runs an `llm` node. */
export const runLlm: NodeRunner = async (node, context) => {
  const seen: { inputs: Values; process_data?: Values } = { inputs: {} }
  try {
    const given = readLlmInputs(node, context)
    seen.inputs = given.inputs
    const settings = readModelSettings(node)
    const model = await context.model(settings)
    const prompt = await buildLlmPrompt(node, context, given)
    const messages = await readPromptFiles(requirePrompt(dropEmptyMessages(prompt, model.features)), context)
    if (context.dify === '0.15') seen.process_data = describeCall(settings, messages)
    return await ask(node, context, { settings, model, messages, inputs: given.inputs })
  } catch (error) {
    throw withDetails(error, seen)
  }
}

function requirePrompt(messages: readonly PromptMessage[]): readonly PromptMessage[] {
  if (messages.length > 0) return messages
  throw new NodeError(
    'No prompt found in the LLM configuration. Please ensure a prompt is properly configured before proceeding.',
    { type: 'NoPromptFoundError' },
  )
}

interface Question {
  readonly settings: ModelSettings
  readonly model: ResolvedModel
  readonly messages: readonly PromptMessage[]
  readonly inputs: Values
}

async function ask(node: RuntimeNode, context: NodeContext, question: Question): Promise<NodeResult> {
  const { settings, model, inputs } = question
  const schema = readStructure(node)
  const { messages, options } =
    schema === undefined ? { messages: question.messages } : askForStructure(schema, question.messages, model)
  const onText = (delta: string): void => context.streamText('text', delta)
  const answer = await callModel({ model, messages, onText, ...(options && { options }) }, context)
  const usage = answer.usage.node
  try {
    const structure = schema === undefined ? {} : { structured_output: parseStructure(answer.text) }
    return {
      inputs,
      process_data: {
        ...describeCall(settings, messages),
        usage: answer.usage.record,
        finish_reason: answer.finishReason,
      },
      outputs: { ...readOutputs(answer, node, context.dify), ...structure },
      usage,
    }
  } catch (error) {
    throw withDetails(error, { usage })
  }
}

function describeCall({ mode, provider, name }: ModelSettings, messages: readonly PromptMessage[]): Values {
  return {
    model_mode: mode,
    prompts: describePrompt(messages, mode),
    model_provider: provider,
    model_name: name,
  }
}

function readOutputs(answer: ModelAnswer, { data }: RuntimeNode, dify: DifyVersion): Record<string, Value> {
  const common = { usage: answer.usage.record, finish_reason: answer.finishReason }
  const files = answer.files.length > 0 ? { files: answer.files } : {}
  if (dify === '0.15') return { text: answer.text, ...common, ...files }
  const isSeparated = data['reasoning_format'] === 'separated'
  const { text, reasoning } = isSeparated ? splitReasoning(answer.text) : { text: answer.text, reasoning: '' }
  return { text, reasoning_content: reasoning, ...common, ...files }
}
