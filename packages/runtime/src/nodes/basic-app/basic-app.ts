/**
 * Asks the model of an app without a graph.
 *
 * What the app takes from a server at run time, knowledge, external data, moderation, needs a recorded output.
 */
import { listOf, recordOf } from '../../app/untyped.ts'
import { callModel } from '../../models/call-model.ts'
import { describePrompt } from '../../models/describe-prompt.ts'
import { dropEmptyMessages } from '../../models/drop-empty-messages.ts'
import { readModelSettings } from '../../models/model-settings.ts'
import { readPromptFiles } from '../../models/read-prompt-files.ts'
import type { NodeContext, NodeRunner, RuntimeNode } from '../node-runner.ts'
import { replayRecording } from '../recorded.ts'
import { withDetails } from '../with-details.ts'
import { buildBasicPrompt } from './basic-prompt.ts'

/** Runs an app of mode `chat` or `completion`. */
export const runBasicApp: NodeRunner = async (node, context) => {
  const inputs = context.engine.variables.valuesOf('start')
  const need = needOf(node)
  if (need !== undefined) return replayRecording(node, context, { inputs: questionOf(context), reason: need })
  try {
    const settings = readModelSettings(node)
    const model = await context.model(settings)
    const { messages: prompt, stops } = buildBasicPrompt(node, context)
    const messages = await readPromptFiles(dropEmptyMessages(prompt, model.features), context)
    const onText = (delta: string): void => context.streamText('text', delta)
    const options =
      stops.length > 0 && settings.completion_params['stop'] === undefined ? { stopSequences: [...stops] } : {}
    const answer = await callModel({ model, messages, options, onText }, context)
    return {
      inputs,
      process_data: {
        model_mode: settings.mode,
        prompts: describePrompt(messages, settings.mode),
        usage: answer.usage.record,
        finish_reason: answer.finishReason,
        model_provider: settings.provider,
        model_name: settings.name,
      },
      outputs: { text: answer.text, usage: answer.usage.record, finish_reason: answer.finishReason },
      usage: answer.usage.node,
    }
  } catch (error) {
    throw withDetails(error, { inputs })
  }
}

/** What of a server the app needs; `undefined` when it needs none. */
function needOf({ data }: RuntimeNode): string | undefined {
  const knowledge = listOf(recordOf(recordOf(data['dataset_configs'])['datasets'])['datasets'])
  const tools = listOf(recordOf(data['agent_mode'])['tools'])
  if (knowledge.some(isEnabled) || tools.some((tool) => isEnabled(recordOf(tool)['dataset']))) {
    return 'needs the knowledge of a Dify server'
  }
  if (listOf(data['external_data_tools']).some(isEnabled)) return 'needs external data through a Dify server'
  return isEnabled(data['sensitive_word_avoidance']) ? 'needs the moderation of a Dify server' : undefined
}

/** Entries count unless they are switched off; knowledge stands one level down. */
function isEnabled(entry: unknown): boolean {
  const record = recordOf(entry)
  const { enabled } = 'dataset' in record ? recordOf(record['dataset']) : record
  return enabled === true
}

function questionOf({ engine }: NodeContext): ReturnType<NodeContext['engine']['variables']['valuesOf']> {
  const query = engine.variables.get(['sys', 'query'])
  return { ...engine.variables.valuesOf('start'), ...(query === undefined ? {} : { query }) }
}
