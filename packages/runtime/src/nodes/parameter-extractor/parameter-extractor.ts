/**
 * Lets a model pick values out of a text. A failing call fails the node; an answer that cannot be used does not: it gives empty values,
 * and the outputs `__is_success` and `__reason` tell.
 */
import { selectorOf, textOf } from '../../app/untyped.ts'
import { findJson } from '../../json/find-json.ts'
import type { ModelAnswer } from '../../models/answer-reader.ts'
import { callModel } from '../../models/call-model.ts'
import type { ModelCall } from '../../models/call-model.ts'
import { describePrompt } from '../../models/describe-prompt.ts'
import { dropEmptyMessages } from '../../models/drop-empty-messages.ts'
import { readModelSettings } from '../../models/model-settings.ts'
import { readPromptFiles } from '../../models/read-prompt-files.ts'
import { addFiles, readVision } from '../../models/vision-files.ts'
import { isDict, isTruthy } from '../../values/python-compare.ts'
import { renderText } from '../../values/render-value.ts'
import { toValue } from '../../values/to-value.ts'
import type { DifyVersion, Value, Values } from '../../values/value.ts'
import type { NodeRunner, ResolvedModel, RuntimeNode } from '../node-runner.ts'
import { withDetails } from '../with-details.ts'
import { checkParameters } from './check-parameters.ts'
import { convertParameters, fallbackValues } from './convert-parameters.ts'
import { parametersSchema, readParameters } from './extractor-parameters.ts'
import type { ExtractorParameter, ParametersSchema } from './extractor-parameters.ts'
import { buildExtractorPrompt, extractorTool } from './extractor-prompt.ts'

/** Runs a `parameter-extractor` node. */
export const runParameterExtractor: NodeRunner = async (node, context) => {
  const { dify, variables } = context
  const query = renderText(variables.get(selectorOf(node.data['query'])) ?? null, dify)
  const vision = readVision(node, variables)
  const parameters = readParameters(node)
  const schema = parametersSchema(parameters)
  const inputs: Values = {
    query,
    files: vision.files,
    parameters: toValue(node.data['parameters']),
    instruction: textOf(node.data['instruction']) ?? '',
  }
  const settings = readModelSettings(node)
  const model = await context.model(settings)
  const callsTool = canCallTool(node, model)
  const prompt = addFiles(buildExtractorPrompt(node, context, { query, schema, callsTool }), vision)
  const messages = await readPromptFiles(dropEmptyMessages(prompt, model.features), context)
  const process_data: Values = {
    model_mode: settings.mode,
    prompts: describePrompt(messages, settings.mode),
    usage: null,
    function: callsTool ? toValue({ name: extractorTool, parameters: schema }) : {},
    tool_call: null,
    model_provider: settings.provider,
    model_name: settings.name,
  }
  try {
    const answer = await callModel({ model, messages, ...(callsTool ? { options: toolOptions(schema) } : {}) }, context)
    return {
      inputs,
      process_data: { ...process_data, usage: answer.usage.record, ...describeAnswer(answer) },
      outputs: { ...readOutputs(answer, parameters, dify), __usage: answer.usage.record },
      usage: answer.usage.node,
    }
  } catch (error) {
    throw withDetails(error, { inputs, process_data })
  }
}

function canCallTool({ data }: RuntimeNode, { features }: ResolvedModel): boolean {
  const isWanted = data['reasoning_mode'] === undefined || data['reasoning_mode'] === 'function_call'
  return isWanted && (features === undefined || features.includes('tool-call') || features.includes('multi-tool-call'))
}

function toolOptions(schema: ParametersSchema): NonNullable<ModelCall['options']> {
  const description = 'Takes the values that were found in the text'
  return { tools: [{ type: 'function', name: extractorTool, description, inputSchema: schema }] }
}

function describeAnswer({ text, toolCall }: ModelAnswer): Values {
  if (toolCall === undefined) return { tool_call: null, llm_text: text }
  const { id, name, argumentsJson } = toolCall
  return { tool_call: { id, type: 'function', function: { name, arguments: argumentsJson } }, llm_text: text }
}

function readOutputs(
  { text, toolCall }: ModelAnswer,
  parameters: readonly ExtractorParameter[],
  dify: DifyVersion,
): Record<string, Value> {
  const found = findJson(toolCall === undefined ? text : toolCall.argumentsJson)
  const isMissing = toolCall === undefined && (found === undefined || !isTruthy(found))
  const values = isMissing ? fallbackValues(parameters) : found !== undefined && isDict(found) ? found : {}
  const reason = checkParameters(parameters, values, dify) ?? (isMissing ? nothingFound : null)
  return { __is_success: reason === null ? 1 : 0, __reason: reason, ...convertParameters(parameters, values) }
}

const nothingFound = 'Failed to extract result from function call or text response, using empty result.'
