import type { PromptRole, TemplateSyntax } from '@autoopt/dsl'
import type { TextSpan } from '../analysis/finding.ts'
import { detectLanguage, type Language } from '../text/detect-language.ts'
import { joinSpans } from '../text/join-spans.ts'
import { maskSpans } from '../text/mask-spans.ts'
import { type ProtectedSpan, protectedSpans } from '../text/protected-spans.ts'
import { type Line, splitLines } from '../text/split-lines.ts'
import { templateSpans } from '../text/template-spans.ts'
import type { RewriteContext } from './rewrite-context.ts'

/** The prompt that an engine rewrites. */
export interface PromptInput {
  readonly id: string
  readonly text: string
  readonly syntax: TemplateSyntax
  /** Who speaks it. Absent means unknown, and the ends of the text are then left as they are. */
  readonly role?: PromptRole
  readonly context?: RewriteContext
}

/** A prompt in the middle of being rewritten, with what the rules ask about it, each computed once on demand. */
export class PromptDraft {
  readonly text: string
  readonly prompt: PromptInput
  readonly context: RewriteContext
  #lines: readonly Line[] | undefined
  #spans: readonly ProtectedSpan[] | undefined
  #templates: readonly ProtectedSpan[] | undefined
  #masked: string | undefined
  #language: Language | undefined

  constructor(text: string, prompt: PromptInput) {
    this.text = text
    this.prompt = prompt
    this.context = prompt.context ?? {}
  }

  get lines(): readonly Line[] {
    return (this.#lines ??= splitLines(this.text))
  }

  /** Protected text and the labels of {@link RewriteContext.class_names}. Sorted by start, not overlapping. */
  get spans(): readonly ProtectedSpan[] {
    return (this.#spans ??= joinSpans([
      ...protectedSpans(this.text, this.prompt.syntax),
      ...labelSpans(this.text, this.context.class_names ?? []),
    ]))
  }

  /** Template syntax alone, wherever it stands. */
  get templates(): readonly ProtectedSpan[] {
    return (this.#templates ??= templateSpans(this.text, this.prompt.syntax))
  }

  /** The text with protected stretches blanked out, every offset kept. */
  get masked(): string {
    return (this.#masked ??= maskSpans(this.text, this.spans))
  }

  get language(): Language {
    return (this.#language ??= detectLanguage(this.text, this.prompt.syntax))
  }

  /** Where the blanks at the end begin that may matter: a completion goes on right behind them. */
  get end(): number {
    const end = this.text.trimEnd().length
    const { role } = this.prompt
    const closed = role === 'system' || role === 'user' || role === 'instruction'
    return closed && !/[:：]$/.test(this.text.slice(0, end)) ? this.text.length : end
  }

  /** Whether a stretch shares a character with protected text; an empty one, whether it lies inside. */
  touches({ start, end }: TextSpan): boolean {
    return overlaps(this.spans, start, end)
  }

  /** Whether a stretch reads a variable or holds a Jinja2 tag. */
  reads({ start, end }: TextSpan): boolean {
    return overlaps(this.templates, start, end)
  }

  /** The protected text that begins at an offset. */
  spanAt(start: number): ProtectedSpan | undefined {
    const span = this.spans[countEnded(this.spans, start)]
    return span?.start === start ? span : undefined
  }
}

function overlaps(spans: readonly TextSpan[], start: number, end: number): boolean {
  return (spans[countEnded(spans, start)]?.start ?? Infinity) < end
}

/** How many spans end at or before an offset; found by halving. */
function countEnded(spans: readonly TextSpan[], offset: number): number {
  let [low, high] = [0, spans.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((spans[middle]?.end ?? 0) <= offset) low = middle + 1
    else high = middle
  }
  return low
}

/** Where labels stand as words of their own: `A` in `Answer A or B`, not in `Answer`. */
function labelSpans(text: string, labels: readonly string[]): ProtectedSpan[] {
  const spans: ProtectedSpan[] = []
  for (const label of new Set(labels)) {
    if (label === '') continue
    for (let start = text.indexOf(label); start !== -1; start = text.indexOf(label, start + label.length)) {
      const end = start + label.length
      if (!isInsideWord(text, start) && !isInsideWord(text, end)) spans.push({ start, end, kind: 'data' })
    }
  }
  return spans
}

function isInsideWord(text: string, border: number): boolean {
  return /^[A-Za-z\d]{2}$/.test(text.slice(Math.max(0, border - 1), border + 1))
}
