import type { ChatMessage, ChatRequest, ChatTool, Json } from './chat-request.ts'

/** Reads the body of a request. @returns what is wrong with it, as a sentence, when it is not one. */
export function parseChatRequest(body: unknown, repeatHeader: string | undefined): ChatRequest | string {
  if (!isObject(body)) return 'the body must be a JSON object'
  if (typeof body['model'] !== 'string') return 'model must be a string'
  if (!Array.isArray(body['messages']) || body['messages'].length === 0)
    return 'messages must be a list of at least one message'
  const messages = body['messages'].map(parseMessage)
  if (messages.some((message) => message === undefined))
    return 'each message must be an object with a role and a content'
  const options = isObject(body['stream_options']) ? body['stream_options'] : {}
  const maxTokens = body['max_completion_tokens'] ?? body['max_tokens']
  return {
    model: body['model'],
    messages: messages as ChatMessage[],
    isStreamed: body['stream'] === true,
    wantsUsage: options['include_usage'] === true,
    choices: typeof body['n'] === 'number' ? Math.min(Math.max(1, Math.floor(body['n'])), 16) : 1,
    maxTokens: typeof maxTokens === 'number' && maxTokens > 0 ? maxTokens : undefined,
    tools: Array.isArray(body['tools']) ? body['tools'].flatMap(parseTool) : [],
    toolChoice: parseToolChoice(body['tool_choice']),
    responseFormat: parseFormat(body['response_format']),
    identity: JSON.stringify([body['messages'], body['tools'] ?? null, body['response_format'] ?? null]),
    repeat: repeatHeader ?? (typeof body['seed'] === 'number' ? String(body['seed']) : '0'),
  }
}

type Fields = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parseMessage(message: unknown): ChatMessage | undefined {
  if (!isObject(message) || !roles.has(message['role'])) return undefined
  const { role, content } = message
  const toolCalls = message['tool_calls']
  return {
    role: role as ChatMessage['role'],
    text: textOf(content),
    hasToolCalls: Array.isArray(toolCalls) && toolCalls.length > 0,
  }
}

const roles = new Set<unknown>(['system', 'developer', 'user', 'assistant', 'tool', 'function'])

function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .map((part: unknown) => (isObject(part) && typeof part['text'] === 'string' ? part['text'] : ''))
    .filter(Boolean)
    .join('\n')
}

function parseTool(tool: unknown): ChatTool[] {
  const definition = isObject(tool) ? tool['function'] : undefined
  if (!isObject(definition) || typeof definition['name'] !== 'string') return []
  const { name, description, parameters } = definition
  return [
    { name, description: typeof description === 'string' ? description : '', parameters: (parameters ?? {}) as Json },
  ]
}

function parseToolChoice(choice: unknown): string {
  if (typeof choice === 'string') return choice
  const chosen = isObject(choice) ? choice['function'] : undefined
  return isObject(chosen) && typeof chosen['name'] === 'string' ? chosen['name'] : 'auto'
}

function parseFormat(format: unknown): ChatRequest['responseFormat'] {
  if (!isObject(format)) return 'text'
  if (format['type'] === 'json_object') return 'json'
  const named = format['json_schema']
  if (format['type'] !== 'json_schema' || !isObject(named)) return 'text'
  return { schema: (named['schema'] ?? named) as Json }
}
