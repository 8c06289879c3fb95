import { maskSpans } from '../text/mask-spans.ts'
import { templateSpans } from '../text/template-spans.ts'
import type { Gate, GateProblem, Wording } from './gate.ts'
import type { LeakIndex } from './leak-index.ts'
import { textWindows } from './text-windows.ts'

export interface LeakOptions {
  readonly index: LeakIndex
  /** Texts that prompts may quote beside the seed: terms of the trade, examples that were put in on purpose. */
  readonly allowed: readonly string[]
}

/**
 * Turns away prompts that learn cases by heart: quotations of eight words or twelve CJK characters, ids of cases, codes of few
 * cases; and e-mail addresses, phone numbers and numbers of seven digits and more, wherever they come from. What the seed or
 * an allowed text holds is free.
 */
export function leakGate({ index, allowed }: LeakOptions): Gate {
  return ({ changed, components }) => {
    const free = [...allowed, ...components.map(({ text }) => text)]
    const freeWindows = new Set(free.flatMap((text) => textWindows(text).map(({ hash }) => hash)))
    return changed.flatMap((wording) => check(wording, { index, free, freeWindows }))
  }
}

interface Check {
  readonly index: LeakIndex
  readonly free: readonly string[]
  readonly freeWindows: ReadonlySet<number>
}

function check({ component, text }: Wording, { index, free, freeWindows }: Check): GateProblem[] {
  const own = maskSpans(text, templateSpans(text, component.syntax))
  const isNew = (part: string): boolean => !free.some((known) => known.includes(part))
  const quotations = index.quotations(own, freeWindows).map((leak) => `“${leak.text.slice(0, 160)}”`)
  const literals = [...personal.flatMap((pattern) => own.match(pattern) ?? []), ...index.codes(own)].filter(isNew)
  const found = [...quotations, ...new Set(literals)]
  return found.slice(0, maxProblems).map((quoted) => ({
    gate: 'leak',
    component: component.id,
    message: `${quoted} comes from a case or names a person or thing; write a general rule that does not quote any case.`,
  }))
}

const maxProblems = 5

const personal = [
  /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g,
  /(?<![\p{L}\p{N}.])(?:\+\d{1,3}[ .-]?)?(?:\(\d{2,4}\)[ .-]?|\d{2,4}[ .-])\d{3,4}[ .-]?\d{3,4}(?![\p{L}\p{N}])/gu,
  /\d{7,}/g,
]
