import { SimulatorOptionsError } from '../errors.ts'
import { draw } from '../random/draw.ts'

/** What goes wrong on purpose. Rates are shares of requests; each attempt of a request is drawn anew. */
export interface FaultOptions {
  /** Answered 429. */
  readonly rateLimitRate?: number
  /** Sent with each 429 in `Retry-After`. Default: no such header. */
  readonly retryAfterSeconds?: number
  /** Answered 500, 502 or 503. */
  readonly failureRate?: number
  /** Broken off in the middle. */
  readonly cutRate?: number
  /** Before the answer begins: a fixed time, or a range to draw from. */
  readonly latencyMs?: number | readonly [least: number, most: number]
}

/** What happens to one request. */
export interface Fate {
  readonly status: number
  readonly isCut: boolean
  readonly delayMs: number
}

export interface FateOptions {
  readonly faults: FaultOptions
  readonly key: string
  /** How often this request was made before. */
  readonly attempt: number
  /** The header `x-simulate`, such as `429`, `cut` or `latency=50`: it rules over the rates. */
  readonly wish: string | undefined
}

/** Draws what happens to a request; nothing bad unless asked for. */
export function drawFate({ faults, key, attempt, wish }: FateOptions): Fate {
  const wishes = (wish ?? '').split(/[\s,]+/)
  const wishedStatus = wishes.map(Number).find((status) => status >= 400 && status < 600)
  const wishedLatency = wishes.map((text) => /^latency=(\d+)$/.exec(text)?.[1]).find((text) => text !== undefined)
  const chance = draw(key, 'fault', attempt)
  const [rateLimitRate, failureRate] = [faults.rateLimitRate ?? 0, faults.failureRate ?? 0]
  const drawn = chance < rateLimitRate ? 429 : chance < rateLimitRate + failureRate ? failureStatus(key, attempt) : 200
  return {
    status: wishedStatus ?? (wish === undefined ? drawn : 200),
    isCut: wishes.includes('cut') || (wish === undefined && draw(key, 'cut', attempt) < (faults.cutRate ?? 0)),
    delayMs: wishedLatency === undefined ? latency(faults.latencyMs, key, attempt) : Number(wishedLatency),
  }
}

/** @throws {@link SimulatorOptionsError} when a rate is no share or a time is negative. */
export function checkFaults(faults: FaultOptions): void {
  for (const option of ['rateLimitRate', 'failureRate', 'cutRate'] as const) {
    const value = faults[option] ?? 0
    if (!(value >= 0 && value <= 1))
      throw new SimulatorOptionsError({ option: `faults.${option}`, value, expected: 'a share from 0 to 1' })
  }
  for (const value of [faults.latencyMs ?? 0].flat())
    if (!(value >= 0 && value <= longestDelayMs))
      throw new SimulatorOptionsError({ option: 'faults.latencyMs', value, expected: `0 to ${longestDelayMs} ms` })
}

const longestDelayMs = 3_600_000

function failureStatus(key: string, attempt: number): number {
  return [500, 502, 503][Math.floor(3 * draw(key, 'status', attempt))] ?? 500
}

function latency(latencyMs: FaultOptions['latencyMs'], key: string, attempt: number): number {
  if (latencyMs === undefined || typeof latencyMs === 'number') return latencyMs ?? 0
  const [least, most] = latencyMs
  return least + draw(key, 'latency', attempt) * (most - least)
}
