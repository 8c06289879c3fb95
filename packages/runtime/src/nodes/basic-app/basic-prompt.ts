/**
 * The prompt of an app without a graph.
 *
 * Simple: the app's text as system message, what was said, the question; without a question the text is what the user says. Models
 * that complete text get all of it in one. Advanced: the messages of the app, filled in, then what was said and the question.
 */
import { listOf, recordOf, textOf } from '../../app/untyped.ts'
import { memoryMessages, memoryText } from '../../models/conversation-memory.ts'
import { textMessage } from '../../models/prompt-message.ts'
import type { PromptMessage } from '../../models/prompt-message.ts'
import { addFiles, filesOf } from '../../models/vision-files.ts'
import type { Vision } from '../../models/vision-files.ts'
import { pythonText } from '../../values/python-text.ts'
import { renderAppTemplate } from '../../variables/render-app-template.ts'
import type { ConversationTurn, NodeContext, RuntimeNode } from '../node-runner.ts'

export interface BasicPrompt {
  readonly messages: readonly PromptMessage[]
  /** Where the model is to stop, unless the app says something else. */
  readonly stops: readonly string[]
}

/** Builds the prompt of an app. */
export function buildBasicPrompt({ type, data }: RuntimeNode, context: NodeContext): BasicPrompt {
  const parts: Parts = {
    data,
    isCompletionApp: type === 'completion',
    values: readValues(context),
    query: pythonText(context.variables.get(['sys', 'query']) ?? ''),
    turns: type === 'completion' ? [] : (context.conversation?.history ?? []).slice(-500),
  }
  const completes = recordOf(data['model'])['mode'] === 'completion'
  const build =
    data['prompt_type'] === 'advanced' ? (completes ? advancedText : advancedChat) : completes ? simpleText : simpleChat
  const { messages, stops } = build(parts)
  return { messages: addFiles(messages, readImages(data, context)), stops }
}

interface Parts {
  readonly data: RuntimeNode['data']
  readonly isCompletionApp: boolean
  /** Inputs as texts. */
  readonly values: Readonly<Record<string, string>>
  readonly query: string
  readonly turns: readonly ConversationTurn[]
}

function readValues({ engine }: NodeContext): Record<string, string> {
  const inputs = Object.entries(engine.variables.valuesOf('start'))
  return Object.fromEntries(inputs.map(([name, value]) => [name, value === null ? '' : pythonText(value)]))
}

/** Images count when the app lets users send them. */
function readImages(data: RuntimeNode['data'], { variables }: NodeContext): Vision {
  const { enabled, detail } = recordOf(recordOf(data['file_upload'])['image'])
  const files = enabled === true ? filesOf(variables.get(['sys', 'files']) ?? null) : []
  return { files, detail: detail === 'low' ? 'low' : 'high' }
}

function simpleChat({ data, values, query, turns }: Parts): BasicPrompt {
  const prompt = renderAppTemplate(preprompt(data), values)
  const system = prompt !== '' && query !== '' ? [textMessage('system', prompt)] : []
  const last = textMessage('user', query === '' ? prompt : query)
  return { messages: [...system, ...memoryMessages(turns), last], stops: [] }
}

function simpleText({ data, isCompletionApp, values, query, turns }: Parts): BasicPrompt {
  const histories =
    turns.length === 0
      ? ''
      : 'What was said so far stands in <histories></histories>.\n\n<histories>\n{{#histories#}}\n</histories>\n\n'
  const question = isCompletionApp ? '{{#query#}}' : '\n\nHuman: {{#query#}}\n\nAssistant: '
  const special = { '#histories#': memoryText(turns), '#query#': query }
  const prompt = renderAppTemplate(`${preprompt(data)}${histories}${question}`, { ...values, ...special })
  return { messages: [textMessage('user', prompt)], stops: isCompletionApp ? [] : ['\nHuman:', '</histories>'] }
}

function preprompt(data: Parts['data']): string {
  const text = textOf(data['pre_prompt']) ?? ''
  return text === '' ? '' : `${text}\n`
}

function advancedChat({ data, values, query, turns }: Parts): BasicPrompt {
  const messages = listOf(recordOf(data['chat_prompt_config'])['prompt']).map((item) => {
    const { role, text } = recordOf(item)
    const known = role === 'system' || role === 'assistant' ? role : 'user'
    return textMessage(known, renderAppTemplate(textOf(text) ?? '', { ...values, '#context#': '' }))
  })
  const question = query === '' ? [] : [textMessage('user', query)]
  return { messages: [...messages, ...memoryMessages(turns), ...question], stops: [] }
}

function advancedText({ data, values, query, turns }: Parts): BasicPrompt {
  const { prompt, conversation_histories_role } = recordOf(data['completion_prompt_config'])
  const { user_prefix, assistant_prefix } = recordOf(conversation_histories_role)
  const prefixes = { user: textOf(user_prefix) ?? 'Human', assistant: textOf(assistant_prefix) ?? 'Assistant' }
  const special = { '#context#': '', '#query#': query, '#histories#': memoryText(turns, prefixes) }
  const text = renderAppTemplate(textOf(recordOf(prompt)['text']) ?? '', { ...values, ...special })
  return { messages: [textMessage('user', text)], stops: [] }
}
