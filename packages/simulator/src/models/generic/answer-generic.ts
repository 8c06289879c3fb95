import type { ChatRequest, ChatTool, Json } from '../../chat/chat-request.ts'
import { chooseCategory } from './choose-category.ts'
import { chooseOption } from './choose-option.ts'
import { expectedShape } from './expected-shape.ts'
import { sampleSchema } from './sample-schema.ts'
import { sampleShape } from './sample-shape.ts'
import { topicOf, type Topic } from './topic.ts'
import { writeProse } from './write-prose.ts'

/** What a model says: text, or the tool that it calls. */
export type Answer =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'tool'; readonly name: string; readonly argumentsJson: string }

/**
 * Answers a prompt of no world in the form that it asks for, without understanding it: a tool call, a value of a schema, a
 * class out of a list, an object like the example, one of the options, else prose. The same key, the same answer.
 */
export function answerGeneric(request: ChatRequest, key: string): Answer {
  const topic = topicOf(request, key)
  const tool = toolToCall(request, topic)
  if (tool !== undefined)
    return { kind: 'tool', name: tool.name, argumentsJson: JSON.stringify(sampleSchema(tool.parameters, topic)) }
  return { kind: 'text', text: writeText(request, topic) }
}

/** A tool is called when it must be, or when it may be and none has answered yet. */
function toolToCall({ tools, toolChoice, messages }: ChatRequest, topic: Topic): ChatTool | undefined {
  if (tools.length === 0 || toolChoice === 'none') return undefined
  const named = tools.find(({ name }) => name === toolChoice)
  if (named !== undefined) return named
  const last = messages.at(-1)
  if (toolChoice === 'auto' && (last?.role === 'tool' || last?.role === 'function')) return undefined
  return tools[Math.floor(topic.draw('tool') * tools.length)]
}

function writeText({ messages, responseFormat }: ChatRequest, topic: Topic): string {
  if (typeof responseFormat === 'object') return JSON.stringify(sampleSchema(responseFormat.schema, topic))
  const category = chooseCategory(messages, topic)
  if (category !== undefined) return category
  const prompt = messages
    .filter(({ role }) => role !== 'assistant')
    .map(({ text }) => text)
    .join('\n')
  const shape = expectedShape(prompt)
  if (shape !== undefined) return JSON.stringify(fill(shape, topic))
  if (responseFormat === 'json') return JSON.stringify({ result: writeProse(prompt, topic) })
  return chooseOption(prompt, topic) ?? writeProse(prompt, topic)
}

/** A schema is filled by its rules, an example by its likeness. */
function fill(shape: Json, topic: Topic): Json {
  const isSchema =
    typeof shape === 'object' && shape !== null && 'type' in shape && ('properties' in shape || 'items' in shape)
  return isSchema ? sampleSchema(shape, topic) : sampleShape(shape, topic)
}
