/** Languages whose wording the rules know. */
export type LexiconLanguage = 'en' | 'zh' | 'ja'

/** Two ways to ask for opposite things. Where both patterns capture, they are opposed only about the same captured words. */
export interface OpposedCues {
  readonly first: RegExp
  readonly second: RegExp
  /** What the two disagree about, for a message: `length of the answer`. */
  readonly about: string
  /** Certain contradictions are errors; those that a reader may reconcile are warnings. */
  readonly isCertain: boolean
}

/**
 * The words of one language that rules look for. A cue that a language lacks is absent, and rules that need it stay
 * silent there. All patterns are global and run in linear time.
 */
export interface Lexicon {
  readonly language: LexiconLanguage
  /** Verbs that say what to do. */
  readonly task: RegExp
  /** Tasks whose input may not hold what is asked for: extraction and classification. */
  readonly uncertainTask: RegExp
  /** Answers from given passages. */
  readonly passageTask?: RegExp
  /** Tasks that pick a label. */
  readonly classification: RegExp
  /** Tasks whose answer has the form of their input. */
  readonly transformation: RegExp
  /** Tasks that write as much as they like unless told. */
  readonly openEndedTask: RegExp
  /** Words that leave a decision to the reader. */
  readonly vague: RegExp
  /** Text that points backwards at something named before: `as mentioned above`. */
  readonly backwardReference?: RegExp
  /** Text that points forwards at something that must follow: `the following text`. */
  readonly forwardReference?: RegExp
  readonly negation?: RegExp
  /** What tells a reader what to do instead of the forbidden. */
  readonly alternative?: RegExp
  readonly opposed?: readonly OpposedCues[]
  /** Words that make a sentence hold only sometimes. */
  readonly condition?: RegExp
  /** Words that put one thing beside or after another. */
  readonly sequence?: RegExp
  readonly outputFormat: RegExp
  /** What names the parts of an answer. */
  readonly outputFields: RegExp
  /** Numbers, bounds and closed sets. */
  readonly limit: RegExp
  readonly fallback: RegExp
  readonly example: RegExp
  readonly filler?: RegExp
  /** What marks inserted text as data that gives no orders. */
  readonly dataGuard: RegExp
  /** Requests for the language of the answer; the group names it. */
  readonly answerLanguage: RegExp
  readonly translation: RegExp
  readonly languageNames: Readonly<Record<string, LexiconLanguage>>
}

/** A pattern of alternatives that stand as whole words, in any case. Each argument may hold several, divided by `|`. */
export function wholeWords(...alternatives: readonly string[]): RegExp {
  return new RegExp(`(?<![\\w-])(?:${alternatives.join('|')})(?![\\w-])`, 'giu')
}

/** A pattern of alternatives anywhere: for scripts that put no blanks between words. */
export function anywhere(...alternatives: readonly string[]): RegExp {
  return new RegExp(`(?:${alternatives.join('|')})`, 'giu')
}
