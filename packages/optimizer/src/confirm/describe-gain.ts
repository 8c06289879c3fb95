import type { FinalistMeasures } from './confirmation.ts'

/** Says a difference in words: on how many cases, how sure, how many won and lost. */
export function describeGain(measures: FinalistMeasures): string {
  const { difference, interval, p, cases, won, lost, tied } = measures
  const limits =
    interval === null ? '' : ` (95 % interval ${signed(interval.low)} to ${signed(interval.high)}, p = ${shown(p)})`
  const counts = `${won.length} won, ${lost.length} lost, ${tied} tied`
  return `The mean score changes by ${points(difference, signed)}${limits} on ${cases} fresh cases: ${counts}.`
}

/** A share of 1 as points of 100. */
export function points(share: number, format: (share: number) => string = plain): string {
  const text = format(share)
  return `${text} ${Math.abs(Number(text)) === 1 ? 'point' : 'points'}`
}

function plain(share: number): string {
  return (share * 100).toFixed(1)
}

function signed(share: number): string {
  const text = plain(share)
  if (Number(text) === 0) return '0.0'
  return share > 0 ? `+${text}` : text
}

function shown(p: number): string {
  return p < 0.001 ? '0.001 or less' : p.toFixed(3)
}
