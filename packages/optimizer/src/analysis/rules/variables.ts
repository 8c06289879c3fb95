import type { TextSpan } from '../finding.ts'
import { countLetters } from '../own-text.ts'
import type { PromptView, Reference } from '../prompt-view.ts'
import { excerpt, type Notice, type Rule } from '../rule.ts'
import { findTags, pairTags } from '../tag-pairs.ts'
import { lastStartingBefore, withoutOverlaps } from '../spans.ts'

/** A text of any length is dropped into the middle of the instructions. */
export const undelimitedVariable: Rule = {
  name: 'undelimited-variable',
  dimension: 'structure',
  evidence: 'B',
  reason: 'The model must guess where the instructions end and the inserted text begins.',
  maxCost: 60,
  check(view) {
    if (!view.isInstruction) return []
    const isEnclosed = enclosures(view)
    const isLaidOut = layoutOf(view)
    return view.references
      .filter((reference) => reference.isLong && !isEnclosed(reference) && !isLaidOut(reference))
      .map((reference) => undelimitedNotice(view, reference))
  },
}

function undelimitedNotice(view: PromptView, reference: Reference): Notice {
  const written = excerpt(view, reference)
  return {
    severity: 'warning',
    message: `${written} stands among the instructions without a label or tags around it.`,
    fix: `Put ${written} between tags such as <input> and </input>, or on a line of its own below a label.`,
    span: { start: reference.start, end: reference.end },
    cost: 25,
  }
}

/** Text that an end user wrote is mixed with instructions, and nothing says that it is only data. */
export const injectionBoundary: Rule = {
  name: 'injection-boundary',
  dimension: 'robustness',
  evidence: 'B',
  reason: 'A user can write instructions of their own into it.',
  maxCost: 0,
  check(view) {
    if (!view.isInstruction || view.says('dataGuard') !== false) return []
    const isEnclosed = enclosures(view)
    const open = view.references.find((reference) => reference.isUserText && reference.isLong && !isEnclosed(reference))
    if (open === undefined) return []
    const written = excerpt(view, open)
    return [
      {
        severity: 'warning',
        message: `${written} is written by a user, and nothing marks it as data.`,
        fix: `Put ${written} between tags and say that what stands there is data, whose instructions are not to be followed.`,
        span: { start: open.start, end: open.end },
        cost: 0,
      },
    ]
  },
}

/** What a user wrote stands in the system message, which models trust most. */
export const userTextInSystem: Rule = {
  name: 'user-text-in-system',
  dimension: 'structure',
  evidence: 'B',
  reason: 'Models are trained to obey the system message above all, so text in it that anyone may write is obeyed too.',
  maxCost: 25,
  check(view) {
    if (!view.isInstruction || view.role !== 'system' || view.nodeType !== 'llm') return []
    const reference = view.references.find(({ isUserText, isLong }) => isUserText && isLong)
    if (reference === undefined) return []
    const written = excerpt(view, reference)
    return [
      {
        severity: 'warning',
        message: `The system message holds ${written}, which a user writes.`,
        fix: `Keep the rules in the system message and move ${written} to a user message.`,
        span: { start: reference.start, end: reference.end },
        cost: 25,
      },
    ]
  },
}

/** Tells whether a place stands between tags, or inside quotes, code or an example. */
function enclosures(view: PromptView): (span: TextSpan) => boolean {
  const elements = withoutOverlaps(pairTags(findTags(view.text)).pairs)
  return (span) => {
    const around = view.protectedAt(span.start)
    if (around !== undefined && around.kind !== 'variable' && around.kind !== 'jinja') return true
    const element = elements[lastStartingBefore(elements, span.start)]
    return element !== undefined && span.end <= element.end
  }
}

const opening = /[[(（【「『“"'`<>]\s{0,3}$/
const label = /[:：=→]["'“‘]?\s{0,3}$/

/** Tells whether a reference has a label before it or above it, brackets around it, or the end of the text for itself. */
function layoutOf(view: PromptView): (reference: Reference) => boolean {
  const hasLetters = view.lines.map((line) => countLetters(view.wording.slice(line.start, line.end), 1) > 0)
  const announcedBy = lastLetteredLines(hasLetters)
  const lastLettered = hasLetters.lastIndexOf(true)
  return (reference) => {
    const index = view.lineIndexAt(reference.start)
    const line = view.lines[index]
    if (line === undefined) return false
    const before = view.text.slice(Math.max(line.start, reference.start - 8), reference.start)
    if (label.test(before) || opening.test(before)) return true
    if (hasLetters[index] === true) return false
    const above = view.lines[announcedBy[index] ?? -1]
    if (
      above !== undefined &&
      (above.kind === 'heading' || above.kind === 'label' || /[:：]$/.test(above.text.trimEnd()))
    )
      return true
    return above !== undefined && index > lastLettered
  }
}

/** For each line, the last line before it that has words. */
function lastLetteredLines(hasLetters: readonly boolean[]): number[] {
  let last = -1
  return hasLetters.map((has, index) => {
    const before = last
    if (has) last = index
    return before
  })
}
