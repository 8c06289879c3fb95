import type { CampaignReport } from './campaign-report.ts'

const [width, height] = [760, 300]
const margin = { left: 46, right: 16, top: 16, bottom: 34 }

/** Scores as an SVG: the baseline, the best wording as it looked after each round, and what fresh runs say of it, with its interval. */
export function scorePicture({
  rounds,
  baseline_score: baseline,
  variant_score: variant,
  statistics,
}: CampaignReport): string {
  if (baseline === null) return '<p>Nothing was run.</p>'
  const steps = rounds.length + 1
  const x = (step: number): number => margin.left + (step / steps) * (width - margin.left - margin.right)
  const y = (score: number): number =>
    height - margin.bottom - Math.min(1, Math.max(0, score)) * (height - margin.top - margin.bottom)
  const line = [{ round: 0, gain: 0 }, ...rounds].map(
    ({ gain }, step) => `${x(step).toFixed(1)},${y(baseline + gain).toFixed(1)}`,
  )
  const grid = [0, 0.25, 0.5, 0.75, 1].map(
    (score) =>
      `<line x1="${margin.left}" x2="${width - margin.right}" y1="${y(score)}" y2="${y(score)}" stroke="#e3e7eb"/><text x="${margin.left - 8}" y="${y(score) + 4}" text-anchor="end">${100 * score}</text>`,
  )
  const labels = rounds.map(
    ({ round }, index) => `<text x="${x(index + 1)}" y="${height - 12}" text-anchor="middle">${round}</text>`,
  )
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Scores by round" font-family="system-ui, sans-serif" font-size="12" fill="#51606e">
${grid.join('\n')}
<line x1="${x(0)}" x2="${x(steps)}" y1="${y(baseline)}" y2="${y(baseline)}" stroke="#9aa5b1" stroke-dasharray="5 4"/>
<polyline points="${line.join(' ')}" fill="none" stroke="#2f6fde" stroke-width="2"/>
${line.map((point) => `<circle cx="${point.split(',')[0]}" cy="${point.split(',')[1]}" r="3.5" fill="#2f6fde"/>`).join('\n')}
${labels.join('\n')}
${variant === null || statistics === null ? '' : confirmed({ x: x(steps), y, baseline, variant, interval: statistics.interval })}
</svg>
<p>Dashed: the baseline. Blue: the best wording as it looked after each round. Green: what fresh runs say of it, with its interval.</p>`
}

interface ConfirmedMark {
  readonly x: number
  readonly y: (score: number) => number
  readonly baseline: number
  readonly variant: number
  readonly interval: { readonly low: number; readonly high: number } | null
}

function confirmed({ x, y, baseline, variant, interval }: ConfirmedMark): string {
  const bar =
    interval === null
      ? ''
      : `<line x1="${x}" x2="${x}" y1="${y(baseline + interval.low)}" y2="${y(baseline + interval.high)}" stroke="#1a8f4c" stroke-width="2"/>`
  return `${bar}<circle cx="${x}" cy="${y(variant)}" r="5" fill="#1a8f4c"/>`
}
