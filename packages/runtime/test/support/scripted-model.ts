import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider'
import type { ResolvedModel } from '../../src/nodes/node-runner.ts'

/** What the model says: a text, parts of an answer, or an error that it throws. */
export type Line = string | Error | readonly LanguageModelV4Content[]

export interface ScriptedModel {
  readonly resolved: ResolvedModel
  /** In the order in which they came. */
  readonly calls: readonly LanguageModelV4CallOptions[]
}

/** A model that says its lines in turn, the last one for ever. It uses 10 tokens to read and 5 to write. */
export function scriptedModel(lines: Line | readonly Line[], resolved: Partial<ResolvedModel> = {}): ScriptedModel {
  const calls: LanguageModelV4CallOptions[] = []
  const script = isScript(lines) ? lines : [lines]
  const next = (options: LanguageModelV4CallOptions): readonly LanguageModelV4Content[] => {
    const line = script[Math.min(calls.length, script.length - 1)] ?? ''
    calls.push(options)
    if (line instanceof Error) throw line
    return typeof line === 'string' ? [{ type: 'text', text: line }] : line
  }
  const model: LanguageModelV4 = {
    specificationVersion: 'v4',
    provider: 'test',
    modelId: 'scripted',
    supportedUrls: {},
    doGenerate: async (options) => ({ content: [...next(options)], ...ending, warnings: [] }),
    doStream: async (options) => {
      const parts = next(options).flatMap((part, index) => toStream(part, String(index)))
      return { stream: ReadableStream.from<LanguageModelV4StreamPart>([...parts, { type: 'finish', ...ending }]) }
    },
  }
  return { calls, resolved: { model, ...resolved } }
}

const ending = {
  finishReason: { unified: 'stop', raw: 'stop' },
  usage: {
    inputTokens: { total: 10, noCache: 10, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: 5, text: 5, reasoning: 0 },
  },
} as const

function isScript(lines: Line | readonly Line[]): lines is readonly Line[] {
  return (
    Array.isArray(lines) &&
    lines.every((line) => typeof line !== 'object' || line instanceof Error || Array.isArray(line))
  )
}

/** Two pieces for each text. */
function toStream(part: LanguageModelV4Content, id: string): LanguageModelV4StreamPart[] {
  if (part.type !== 'text' && part.type !== 'reasoning') return part.type === 'tool-call' ? [part] : []
  const half = Math.ceil(part.text.length / 2)
  const { type } = part
  return [
    { type: `${type}-start`, id },
    { type: `${type}-delta`, id, delta: part.text.slice(0, half) },
    { type: `${type}-delta`, id, delta: part.text.slice(half) },
    { type: `${type}-end`, id },
  ]
}
