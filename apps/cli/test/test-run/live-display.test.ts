import type { TestResult } from '@autoopt/collector'
import type { RunProgress } from '@autoopt/executor'
import { Writable } from 'node:stream'
import { expect, it } from 'vitest'
import { LiveDisplay } from '../../src/test-run/live-display.ts'

class Screen extends Writable {
  readonly isTTY: boolean
  readonly columns = 80
  text = ''

  constructor(isTTY: boolean) {
    super()
    this.isTTY = isTTY
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString()
    done()
  }
}

const started = { type: 'run-started', expected: 100, finished: 40, folder: 'runs/x', record: {} } as RunProgress

function finished(count: number, status: TestResult['status'] = 'passed', cost: number | null = 0.01): RunProgress {
  const result = { status, total_cost_usd: cost, judge_cost_usd: 0 } as TestResult
  return { type: 'case-finished', result, expected: 100, finished: count }
}

it('shows done and total, pass rate, cost and the time left on a terminal, in one line that is gone in the end', () => {
  const screen = new Screen(true)
  let now = 0
  const display = new LiveDisplay(screen, () => now)
  display.update(started)
  for (let count = 41; count <= 50; count += 1) {
    now += 1000
    display.update(finished(count, count === 45 ? 'failed' : 'passed'))
  }
  const lines = screen.text.split('\r\u001B[2K')
  expect(lines.at(-1)).toBe('50/100 · 90 % passed · $0.10 · 0:50 left')
  display[Symbol.dispose]()
  expect(screen.text.endsWith('\r\u001B[2K')).toBe(true)
  expect(screen.text).not.toContain('\n')
})

it('counts what was lost in no rate, and knows no cost when one is unknown', () => {
  const screen = new Screen(true)
  let now = 0
  using display = new LiveDisplay(screen, () => now)
  display.update(started)
  display.update(finished(41))
  display.update(finished(42, 'infra_error', null))
  now += 6_000
  display.update(finished(43))
  expect(screen.text).toContain('43/100 · 100 % passed · 1 lost · cost unknown · 1:54 left')
})

it('says what it waits for, and how long, until things go on', () => {
  const screen = new Screen(true)
  let now = 0
  using display = new LiveDisplay(screen, () => now)
  display.update(started)
  now += 1000
  display.update({ type: 'waiting', reason: 'retry_after', waitMs: 7000 })
  expect(screen.text).toContain('40/100 · $0.00 · waiting 7 s: the server asks for a pause')
  now += 1000
  display.update({ type: 'waiting', reason: null, waitMs: 0 })
  expect(screen.text.split('\r\u001B[2K').at(-1)).toBe('40/100 · $0.00')
})

it('writes plain lines elsewhere: every ten seconds, and when it begins to wait', () => {
  const screen = new Screen(false)
  let now = 0
  using display = new LiveDisplay(screen, () => now)
  display.update(started)
  for (let count = 41; count <= 65; count += 1) {
    now += 1000
    display.update(finished(count))
    if (count > 58) display.update({ type: 'waiting', reason: 'target_down', waitMs: 500, message: 'no route' })
  }
  expect(screen.text).toBe(
    [
      '50/100 · 100 % passed · $0.10 · 0:50 left',
      'waiting: the server does not answer (no route)',
      '60/100 · 100 % passed · $0.20 · 0:40 left · waiting: the server does not answer (no route)',
      '',
    ].join('\n'),
  )
})
