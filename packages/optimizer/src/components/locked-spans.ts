import type { TemplateSyntax } from '@autoopt/dsl'
import type { TextSpan } from '../analysis/finding.ts'
import type { Component, LockedSpan, LockKind } from '../search/component.ts'
import { joinSpans } from '../text/join-spans.ts'
import { templateSpans } from '../text/template-spans.ts'
import { findMarkedSpans } from './lock-markers.ts'

export interface LockOptions {
  readonly promptId: string
  readonly syntax: TemplateSyntax
  /** Texts that a person locked; those that the prompt does not hold are passed over. */
  readonly literals: readonly string[]
  /** Words that must stay in the text if it holds them. */
  readonly labels: readonly string[]
}

/** All that is locked in a seed's text. Marked stretches win over tags inside them, and these over labels. */
export function findLockedSpans(text: string, options: LockOptions): LockedSpan[] {
  const literals = options.literals.flatMap((literal) => occurrences(text, literal))
  const marked = [...findMarkedSpans(text, options.promptId), ...literals]
  const tags = options.syntax === 'jinja2' ? templateSpans(text, 'jinja2').filter((span) => span.kind === 'jinja') : []
  const labels = options.labels.flatMap((label) => occurrences(text, label).filter((span) => standsAlone(text, span)))
  const taken: LockedSpan[] = []
  const take = (kind: LockKind, spans: readonly TextSpan[]): void => {
    const free = joinSpans(spans).filter((span) => !taken.some((other) => overlap(span, other)))
    taken.push(...free.map(({ start, end }) => ({ kind, start, end, text: text.slice(start, end) })))
  }
  take('marked', marked)
  take('template', tags)
  take('label', labels)
  return taken.toSorted((one, other) => one.start - other.start)
}

/** Where the marked stretches of a component stand in another wording of it, in the same order; those it lost are left out. */
export function locateMarked(text: string, { locked }: Pick<Component, 'locked'>): TextSpan[] {
  let position = 0
  return locked
    .filter(({ kind }) => kind === 'marked')
    .flatMap((span) => {
      const start = text.indexOf(span.text, position)
      if (start === -1) return []
      position = start + span.text.length
      return [{ start, end: position }]
    })
}

/** Whether a text holds a label as a word of its own. */
export function holdsLabel(text: string, label: string): boolean {
  return occurrences(text, label).some((span) => standsAlone(text, span))
}

function occurrences(text: string, part: string): TextSpan[] {
  const spans: TextSpan[] = []
  if (part.trim() === '') return spans
  for (let start = text.indexOf(part); start !== -1; start = text.indexOf(part, start + part.length))
    spans.push({ start, end: start + part.length })
  return spans
}

/** Not a part of a longer Latin word or number: `A` in `A or B`, not in `Answer`. */
function standsAlone(text: string, { start, end }: TextSpan): boolean {
  return [start, end].every(
    (border) => !/^[\p{Script=Latin}\d_]{2}$/u.test(text.slice(Math.max(0, border - 1), border + 1)),
  )
}

function overlap(one: TextSpan, other: TextSpan): boolean {
  return one.start < other.end && other.start < one.end
}
