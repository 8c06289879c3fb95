import { type Claim, holds, type Row, type RoundCount } from './row.ts'
import type { Spread } from './spread.ts'

/** Writes a row for people. */
export function formatRow({ id, title, figures, claims, notes = [], rounds }: Row): string {
  const width = Math.max(0, ...figures.map(({ name }) => name.length))
  return [
    `${id}  ${title}${rounds === undefined ? '' : ` · ${formatRounds(rounds)}`}`,
    ...figures.map(
      ({ name, unit, value }) =>
        `      ${name.padEnd(width)}  ${formatNumber(value.median).padStart(9)} ${unit.padEnd(3)}${formatRange(value)}`,
    ),
    ...notes.map((note) => `      (${note})`),
    ...claims.map((claim) => `${formatVerdict(claim).padEnd(6)}${formatClaim(claim)}`),
  ].join('\n')
}

/** One line of a claim, without the verdict. */
export function formatClaim({ text, unit, value, atMost, atLeast }: Claim): string {
  const limit = atMost === undefined ? `at least ${formatNumber(atLeast ?? 0)}` : `at most ${formatNumber(atMost)}`
  return `${text}: ${formatNumber(value.median)}${unit === '' ? '' : ` ${unit}`}${formatRange(value)}, ${limit}`
}

/** Times and sizes are not judged: they say `met` or `over`, which changes nothing. */
function formatVerdict(claim: Claim): string {
  if (claim.isJudged) return holds(claim) ? 'ok' : 'FAIL'
  return holds(claim) ? 'met' : 'over'
}

function formatRange({ low, high }: Spread): string {
  return low === high ? '' : `  (${formatNumber(low)} – ${formatNumber(high)})`
}

/** Three digits that mean something. */
function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'not measured'
  if (value >= 1000) return Math.round(value).toLocaleString('en')
  return String(Number(value.toPrecision(3)))
}

function formatRounds({ taken, repeated, disturbed }: RoundCount): string {
  const remarks = [
    ...(repeated === 0 ? [] : [`${repeated} repeated`]),
    ...(disturbed === 0 ? [] : [`${disturbed} DISTURBED`]),
  ]
  return `${taken} rounds${remarks.length === 0 ? '' : ` (${remarks.join(', ')})`}`
}
