import { excerpt } from '../../assertions/excerpt.ts'
import { markup, type Markup } from './markup.ts'

export interface Bar {
  readonly label: string
  /** In the unit of the chart, from 0. */
  readonly value: number
  /** How the value is written beside the bar. */
  readonly text: string
  /** Ends of a whisker over the bar. */
  readonly low?: number
  readonly high?: number
}

export interface BarChart {
  readonly title: string
  /** What the right end of the picture stands for. */
  readonly end: number
  readonly bars: readonly Bar[]
}

const size = { label: 180, plot: 360, text: 200, bar: 16, gap: 8, top: 4 }

/** A picture of horizontal bars as inline SVG. */
export function barChart({ title, end, bars }: BarChart): Markup {
  const step = size.bar + size.gap
  const width = size.label + size.plot + size.text
  const height = size.top + bars.length * step
  return markup`<figure>
<figcaption>${title}</figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
${bars.map((bar, index) => barOf(bar, { top: size.top + index * step, scale: end === 0 ? 0 : size.plot / end }))}</svg>
</figure>
`
}

function barOf(bar: Bar, { top, scale }: { readonly top: number; readonly scale: number }): Markup {
  const middle = top + size.bar / 2
  const right = size.label + size.plot + 8
  return markup`<g><title>${bar.label}: ${bar.text}</title>
<text x="${size.label - 8}" y="${middle + 4}" text-anchor="end">${excerpt(bar.label, 24)}</text>
<rect class="back" x="${size.label}" y="${top}" width="${size.plot}" height="${size.bar}"></rect>
<rect class="bar" x="${size.label}" y="${top}" width="${bar.value * scale}" height="${size.bar}"></rect>
${whiskerOf(bar, { middle, scale })}<text x="${right}" y="${middle + 4}">${bar.text}</text></g>
`
}

function whiskerOf({ low, high }: Bar, { middle, scale }: { middle: number; scale: number }): Markup {
  if (low === undefined || high === undefined) return markup``
  const [left, right] = [size.label + low * scale, size.label + high * scale]
  return markup`<path class="whisker" d="M${left} ${middle - 4}v8M${left} ${middle}H${right}M${right} ${middle - 4}v8"></path>
`
}
