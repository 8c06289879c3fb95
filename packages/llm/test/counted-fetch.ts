import { httpFetch } from '../src/http-fetch.ts'
import { TestClock } from './test-clock.ts'

/** A clock that stands still while a request is under way, and the `fetch` by which it knows. */
export function clockAndFetch(fetch: typeof globalThis.fetch = httpFetch): {
  clock: TestClock
  fetch: typeof globalThis.fetch
} {
  let underWay = 0
  const clock = new TestClock(() => underWay === 0)
  return {
    clock,
    async fetch(input, init) {
      underWay += 1
      try {
        const response = await fetch(input, init)
        const { status, headers } = response
        return new Response(await response.arrayBuffer(), { status, headers })
      } finally {
        underWay -= 1
      }
    },
  }
}
