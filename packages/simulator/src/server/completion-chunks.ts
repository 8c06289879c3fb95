import type { Answer } from '../models/generic/answer-generic.ts'

/** A finished completion, whichever way it is sent. */
export interface Completion {
  readonly id: string
  readonly model: string
  readonly choices: readonly CompletionChoice[]
  readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number; readonly total_tokens: number }
}

export interface CompletionChoice {
  readonly answer: Answer
  readonly finishReason: 'stop' | 'length' | 'tool_calls'
}

/** The completion as one body. */
export function completionBody({ id, model, choices, usage }: Completion): object {
  return {
    ...frame(id, model, 'chat.completion'),
    choices: choices.map(({ answer, finishReason }, index) => ({
      index,
      message: { role: 'assistant', ...(answer.kind === 'text' ? { content: answer.text } : toolMessage(answer, id)) },
      logprobs: null,
      finish_reason: finishReason,
    })),
    usage,
  }
}

/** The same completion as server-sent events, which joined together say what the body says. */
export function completionEvents({ id, model, choices, usage }: Completion, wantsUsage: boolean): string[] {
  const common = frame(id, model, 'chat.completion.chunk')
  const event = (index: number, delta: object, finish: string | null = null): string =>
    serverSent({
      ...common,
      choices: [{ index, delta, logprobs: null, finish_reason: finish }],
      ...(wantsUsage ? { usage: null } : {}),
    })
  return [
    ...choices.flatMap(({ answer, finishReason }, index) => [
      event(index, { role: 'assistant', content: answer.kind === 'text' ? '' : null }),
      ...deltas(answer, id).map((delta) => event(index, delta)),
      event(index, {}, finishReason),
    ]),
    ...(wantsUsage ? [serverSent({ ...common, choices: [], usage })] : []),
    'data: [DONE]\n\n',
  ]
}

function frame(id: string, model: string, object: string): object {
  return { id, object, created: 0, model, system_fingerprint: 'simulated' }
}

function serverSent(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`
}

type ToolAnswer = Extract<Answer, { kind: 'tool' }>

function toolMessage(answer: ToolAnswer, id: string): object {
  return { content: null, tool_calls: [toolCall(answer, id)] }
}

function toolCall({ name, argumentsJson }: ToolAnswer, id: string): object {
  return { id: `call_${id}`, type: 'function', function: { name, arguments: argumentsJson } }
}

function deltas(answer: Answer, id: string): object[] {
  if (answer.kind === 'text') return pieces(answer.text).map((content) => ({ content }))
  return [
    { tool_calls: [{ index: 0, ...toolCall({ ...answer, argumentsJson: '' }, id) }] },
    ...pieces(answer.argumentsJson).map((part) => ({ tool_calls: [{ index: 0, function: { arguments: part } }] })),
  ]
}

/** A few characters each, none torn in two. */
function pieces(text: string): string[] {
  return text.match(/.{1,12}/gsu) ?? []
}
