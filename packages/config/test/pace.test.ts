import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Pace } from '../src/index.ts'

test('in no stretch of time come more units than the burst and the rate allow', () => {
  const scenes = fc.record({
    perMinute: fc.integer({ min: 1, max: 6000 }),
    burst: fc.integer({ min: 1, max: 20 }),
    arrivals: fc.array(fc.nat(5000), { minLength: 2, maxLength: 60 }),
  })
  fc.assert(
    fc.property(scenes, ({ perMinute, burst, arrivals }) => {
      const pace = new Pace({ perMinute, burst })
      const taken: number[] = []
      let now = 0
      for (const arrival of arrivals) {
        now = Math.max(now, taken.at(-1) ?? 0) + arrival / 10
        now += pace.waitMs(now)
        pace.take(now)
        taken.push(now)
      }
      for (const [first, start] of taken.entries()) {
        for (const [last, end] of taken.entries()) {
          if (last < first) continue
          expect(last - first + 1).toBeLessThanOrEqual(burst + ((end - start) * perMinute) / 60_000 + 1e-6)
        }
      }
    }),
  )
})

test('whoever comes at the rate never waits', () => {
  const pace = new Pace({ perMinute: 600, burst: 1 })
  const waits = Array.from({ length: 100 }, (_, index) => {
    const wait = pace.waitMs(index * 100)
    pace.take(index * 100)
    return wait
  })

  expect(Math.max(...waits)).toBeCloseTo(0, 6)
})
