import type { PromptRole } from '@autoopt/dsl'
import type { Prompt } from '@autoopt/storage-core'
import { detectLanguage, type Language } from '../text/detect-language.ts'
import { estimateTokens } from '../text/estimate-tokens.ts'
import { maskSpans } from '../text/mask-spans.ts'
import { type ProtectedSpan, protectedSpans } from '../text/protected-spans.ts'
import { type Line, splitLines } from '../text/split-lines.ts'
import { type Sentence, splitSentences } from '../text/split-sentences.ts'
import type { TextSpan } from './finding.ts'
import type { Lexicon } from './lexicon/lexicon.ts'
import { lexiconsFor } from './lexicon/lexicons.ts'
import { hideTemplates } from './own-text.ts'
import { type PromptContext, readPromptContext } from './prompt-context.ts'
import { type PromptKind, promptKindOf } from './prompt-kind.ts'
import { findSecrets, type Secret } from './secrets.ts'
import { lastStartingBefore, spansOf, withoutOverlaps } from './spans.ts'

/** A cue of the lexicons that is one pattern. */
export type Cue = {
  [Key in keyof Lexicon]-?: NonNullable<Lexicon[Key]> extends RegExp ? Key : never
}[keyof Lexicon]

/** A place in the text that reads a variable. */
export interface Reference extends TextSpan {
  /** As in `Prompt.variables`: `start.question`. */
  readonly name: string
  readonly isUserText: boolean
  readonly isLong: boolean
}

/** A prompt prepared for the rules: everything that more than one of them needs, computed once. */
export class PromptView {
  readonly text: string
  readonly role: PromptRole
  readonly nodeType: string
  readonly context: PromptContext
  readonly protectedSpans: readonly ProtectedSpan[]
  /** The text with everything protected hidden, offsets kept: what wording rules judge. */
  readonly wording: string
  readonly kind: PromptKind
  readonly language: Language
  /** Lexicons of the languages that the text is written in; empty for languages that no lexicon knows. */
  readonly lexicons: readonly Lexicon[]
  readonly lines: readonly Line[]
  readonly sentences: readonly Sentence[]
  readonly references: readonly Reference[]
  readonly secrets: readonly Secret[]
  readonly tokens: number
  /** All that the node's prompts say, template syntax hidden: where presence is looked up. */
  readonly callText: string
  /** The same, with everything protected of this prompt hidden: where tasks are looked up. */
  readonly callWording: string

  constructor(prompt: Prompt) {
    this.text = prompt.text
    this.role = prompt.role as PromptRole
    this.nodeType = prompt.node_type
    this.context = readPromptContext(prompt.context)
    this.protectedSpans = protectedSpans(this.text, this.context.syntax)
    this.wording = maskSpans(this.text, this.protectedSpans)
    this.kind = promptKindOf({ text: this.text, wording: this.wording, role: this.role, context: this.context })
    this.language = detectLanguage(this.text, this.context.syntax)
    this.lexicons = lexiconsFor(this.language, this.wording)
    this.lines = splitLines(this.text)
    this.sentences = splitSentences(this.text, this.protectedSpans)
    this.references = referencesIn(prompt, this.context)
    this.secrets = findSecrets(this.text)
    this.tokens = estimateTokens(this.text)
    const siblings = this.context.siblings.map((sibling) => hideTemplates(sibling.text))
    this.callText = [hideTemplates(this.text), ...siblings].join('\n')
    this.callWording = [this.wording, ...siblings].join('\n')
  }

  /** Whether the prompt instructs, so that its wording is judged. */
  get isInstruction(): boolean {
    return this.kind === 'lead' || this.kind === 'supporting'
  }

  /** Whether the node answers a person in a conversation, where a task comes with each message and replies have no fixed form. */
  get isConversation(): boolean {
    const { app_mode: mode, has_memory: hasMemory, output_readers: readers } = this.context
    if (mode === 'chat' || mode === 'agent-chat' || this.nodeType === 'agent') return true
    return hasMemory && readers.every((reader) => reader.node_type === 'answer')
  }

  /** Whether a program reads the node's text and so depends on its form. */
  get isMachineRead(): boolean {
    return this.context.output_readers.some((reader) => reader.path[0] === 'text' && programs.has(reader.node_type))
  }

  /** Whether the node says by itself what to do: a classifier or an extractor. */
  get hasBuiltInTask(): boolean {
    return this.nodeType === 'question-classifier' || this.nodeType === 'parameter-extractor'
  }

  /** Whether the node says by itself what form its answer has. */
  get hasBuiltInForm(): boolean {
    return this.hasBuiltInTask || this.context.output_schema !== null
  }

  /** Where a cue stands in the wording, in order. */
  find(cue: Cue): TextSpan[] {
    const spans = this.lexicons.flatMap((lexicon) => spansOf(lexicon[cue], this.wording))
    return this.lexicons.length > 1 ? withoutOverlaps(spans) : spans
  }

  /** Whether any prompt of the node gives a cue; `undefined` when no lexicon of the prompt's language knows the cue. */
  says(cue: Cue): boolean | undefined {
    const patterns = this.lexicons.flatMap((lexicon) => lexicon[cue] ?? [])
    return patterns.length === 0 ? undefined : patterns.some((pattern) => this.callText.search(pattern) !== -1)
  }

  /** Whether the node's prompts, outside code, quotes and examples, hold one of the tasks. */
  asks(task: Cue): boolean {
    return this.lexicons.some((lexicon) => lexicon[task] !== undefined && this.callWording.search(lexicon[task]) !== -1)
  }

  /** The protected stretch around an offset. */
  protectedAt(offset: number): ProtectedSpan | undefined {
    const span = this.protectedSpans[lastStartingBefore(this.protectedSpans, offset)]
    return span !== undefined && offset < span.end ? span : undefined
  }

  /** The index of the sentence that holds an offset, or of the last one before it. */
  sentenceIndexAt(offset: number): number {
    return Math.max(0, lastStartingBefore(this.sentences, offset))
  }

  /** The line that holds an offset. */
  lineAt(offset: number): Line | undefined {
    return this.lines[this.lineIndexAt(offset)]
  }

  lineIndexAt(offset: number): number {
    return lastStartingBefore(this.lines, offset)
  }
}

const programs = new Set(['code', 'if-else', 'iteration', 'loop', 'http-request', 'tool', 'list-operator'])

const reference = /\{\{\s{0,9}#?(?<name>[\w.]{1,400})[^{}]{0,400}\}\}/g

function referencesIn({ text, variables }: Prompt, context: PromptContext): Reference[] {
  const known = new Set(variables)
  const userTexts = new Set(context.user_variables)
  const longTexts = new Set(context.long_variables)
  return Array.from(text.matchAll(reference), (match) => {
    const name = match.groups?.['name'] ?? ''
    const [start, end] = [match.index, match.index + match[0].length]
    return { name, start, end, isUserText: userTexts.has(name), isLong: longTexts.has(name) }
  }).filter(({ name }) => known.has(name))
}
