import { generateText, type LanguageModel, type ModelMessage } from 'ai'
import type { Edit } from '../search/edit.ts'
import { estimateTokens } from '../text/estimate-tokens.ts'
import { buildReflection } from './build-reflection.ts'
import { type Diagnosis, parseReflection } from './parse-reflection.ts'
import { callCost, type ReflectionCall } from './reflection-call.ts'
import type { ReflectionJob } from './reflection-job.ts'
import { shorten } from './shorten.ts'

export interface ReflectorOptions {
  /** Any model of the AI SDK. */
  readonly model: LanguageModel
  /** Default 0.8: the same question is asked more than once, for different ideas. */
  readonly temperature?: number
  /** The most tokens of an answer. Default: four times those of the chosen prompts, at least 4,000. */
  readonly maxOutputTokens?: number
  /** How often a call that failed is made again by the AI SDK. Default 0, so that no call goes by unnoticed. */
  readonly maxRetries?: number
}

/** What a call is going to take at most, by our estimate. */
export interface CallEstimate {
  readonly inputTokens: number
  readonly maxOutputTokens: number
}

export interface ReflectOptions {
  /** What speaks against edits: the model is told once and may answer again. Edits of which something remains are turned away. */
  readonly check?: (edits: readonly Edit[]) => readonly { readonly message: string }[]
  /** Asked before each call; without its consent no call is made. */
  readonly mayCall?: (estimate: CallEstimate) => boolean | Promise<boolean>
  /** Tells calls apart that ask the same: goes out as `x-repeat-index`. */
  readonly repeat?: number
  readonly signal?: AbortSignal
}

/** What came of a reflection, with the calls that it took. */
export type Reflection =
  | {
      readonly outcome: 'edits'
      readonly diagnosis: readonly Diagnosis[]
      /** Empty when the model found nothing to edit. */
      readonly edits: readonly Edit[]
      readonly calls: readonly ReflectionCall[]
    }
  | {
      readonly outcome: 'rejected'
      /** Of the last answer; empty when no call was allowed. */
      readonly problems: readonly string[]
      readonly calls: readonly ReflectionCall[]
    }

/** Asks a model how prompts should change. What it answers is checked, never trusted and never mended. */
export class Reflector {
  readonly #options: ReflectorOptions

  constructor(options: ReflectorOptions) {
    this.#options = options
  }

  /**
   * One question, and at most one more with what was wrong with the answer. Failures of the model's infrastructure are thrown as the
   * AI SDK throws them.
   */
  async reflect(job: ReflectionJob, options: ReflectOptions = {}): Promise<Reflection> {
    const { instructions, question } = buildReflection(job)
    const messages: ModelMessage[] = [{ role: 'user', content: question }]
    const calls: ReflectionCall[] = []
    let problems: readonly string[] = []
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      const request = { instructions, messages, maxOutputTokens: this.#maxOutputTokens(job) }
      if (!(await isAllowed(request, options))) break
      const answer = await this.#call(request, options)
      calls.push(answer.call)
      const read = readAnswer(answer, options)
      if ('edits' in read) return { outcome: 'edits', ...read, calls }
      problems = read.problems
      messages.push({ role: 'assistant', content: shorten(answer.text, maxShownAnswer) || '(nothing)' })
      messages.push({ role: 'user', content: complaint(problems) })
    }
    return { outcome: 'rejected', problems, calls }
  }

  async #call(request: Request, { repeat, signal }: ReflectOptions): Promise<Answer> {
    const { model, temperature = 0.8, maxRetries = 0 } = this.#options
    const result = await generateText({
      model,
      ...request,
      messages: [...request.messages],
      temperature,
      maxRetries,
      ...(signal === undefined ? {} : { abortSignal: signal }),
      headers: repeat === undefined ? {} : { 'x-repeat-index': String(repeat) },
      providerOptions: { autoopt: { role: 'reflection', ...(repeat === undefined ? {} : { repeat }) } },
    })
    return { text: result.text, finishReason: result.finishReason, call: callCost(result) }
  }

  #maxOutputTokens({ components, chosen, texts }: ReflectionJob): number {
    const shown = components.filter(({ id }) => chosen.includes(id)).map(({ id, text }) => texts[id] ?? text)
    return this.#options.maxOutputTokens ?? Math.max(minOutputTokens, 4 * estimateTokens(shown.join('\n')))
  }
}

const maxAttempts = 2
const minOutputTokens = 4000
const maxShownAnswer = 3000

interface Request {
  readonly instructions: string
  readonly messages: readonly ModelMessage[]
  readonly maxOutputTokens: number
}

interface Answer {
  readonly text: string
  readonly finishReason: string
  readonly call: ReflectionCall
}

async function isAllowed(
  { instructions, messages, maxOutputTokens }: Request,
  { mayCall }: ReflectOptions,
): Promise<boolean> {
  if (mayCall === undefined) return true
  const said = messages.map(({ content }) => (typeof content === 'string' ? content : ''))
  return mayCall({ inputTokens: estimateTokens([instructions, ...said].join('\n')), maxOutputTokens })
}

type ReadAnswer =
  | { readonly diagnosis: readonly Diagnosis[]; readonly edits: readonly Edit[] }
  | { readonly problems: readonly string[] }

function readAnswer({ text, finishReason }: Answer, { check }: ReflectOptions): ReadAnswer {
  const parsed = parseReflection(text, finishReason)
  if ('problem' in parsed) return { problems: [parsed.problem.message] }
  const { edits } = parsed.reflection
  const problems = edits.length === 0 || check === undefined ? [] : check(edits).map(({ message }) => message)
  return problems.length > 0 ? { problems } : parsed.reflection
}

function complaint(problems: readonly string[]): string {
  const list = problems.slice(0, 8).map((problem) => `- ${problem.slice(0, 600)}`)
  return `This answer cannot be used:\n${list.join('\n')}\nAnswer again, with the whole JSON object in the same form.`
}
