import { maskSpans } from '../text/mask-spans.ts'
import { templateSpans } from '../text/template-spans.ts'
import type { Gate, GateProblem, Wording } from './gate.ts'
import type { LeakIndex } from './leak-index.ts'
import { textWindows } from './text-windows.ts'

export interface LeakOptions {
  readonly index: LeakIndex
  /** Texts that prompts may hold beside the seed: terms of the trade. */
  readonly allowed: readonly string[]
  /** Texts that quote cases on purpose, as examples do, or that passed before. They free no personal data. */
  readonly quoting?: readonly string[]
}

/**
 * Turns away prompts that learn cases by heart: quotations of eight words or twelve CJK characters, ids of cases, codes of few
 * cases; and e-mail addresses, phone numbers and numbers of seven digits and more, wherever they come from. What the seed or
 * an allowed text holds is free.
 */
export function leakGate({ index, allowed, quoting = [] }: LeakOptions): Gate {
  return ({ changed, components }) => {
    const free = [...allowed, ...components.map(({ text }) => text)]
    const quotable = [...free, ...quoting]
    const freeWindows = new Set(quotable.flatMap((text) => textWindows(text).map(({ hash }) => hash)))
    return changed.flatMap((wording) => check(wording, { index, free, quotable, freeWindows }))
  }
}

interface Check {
  readonly index: LeakIndex
  readonly free: readonly string[]
  readonly quotable: readonly string[]
  readonly freeWindows: ReadonlySet<number>
}

function check({ component, text }: Wording, { index, free, quotable, freeWindows }: Check): GateProblem[] {
  const own = maskSpans(text, templateSpans(text, component.syntax))
  const isIn = (texts: readonly string[], part: string): boolean => texts.some((known) => known.includes(part))
  const quotations = index.quotations(own, freeWindows).map((leak) => `“${leak.text.slice(0, 160)}”`)
  const data = personal.flatMap((pattern) => own.match(pattern) ?? []).filter((part) => !isIn(free, part))
  const codes = index.codes(own).filter((part) => !isIn(quotable, part))
  const found = [...new Set([...quotations, ...data, ...codes])]
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
