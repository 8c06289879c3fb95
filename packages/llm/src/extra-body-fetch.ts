/** A `fetch` that puts further fields into each JSON body. Fields that the body has already stay as they are. */
export function extraBodyFetch(
  fetch: typeof globalThis.fetch,
  extra: Readonly<Record<string, unknown>>,
): typeof globalThis.fetch {
  return async (input, init) => {
    if (typeof init?.body !== 'string') return fetch(input, init)
    return fetch(input, { ...init, body: JSON.stringify({ ...extra, ...(JSON.parse(init.body) as object) }) })
  }
}
