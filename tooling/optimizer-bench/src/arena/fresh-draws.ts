/**
 * A `fetch` for an endpoint that answers equal requests equally, made to draw anew for each, as models with a temperature do: requests
 * without `x-repeat-index` get one that counts equal bodies.
 */
export function freshDraws(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  const counts = new Map<string, number>()
  return async (input, init) => {
    const request = new Request(input, init)
    if (request.headers.has('x-repeat-index')) return fetch(request)
    const body = await request.clone().text()
    const repeat = counts.get(body) ?? 0
    counts.set(body, repeat + 1)
    request.headers.set('x-repeat-index', String(repeat))
    return fetch(request)
  }
}
