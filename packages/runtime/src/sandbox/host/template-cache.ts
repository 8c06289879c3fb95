const maxTemplates = 100

/** Compiled templates of this process, by their source. What is rendered once is not worth it; what is rendered again is. */
export class TemplateCache {
  readonly #seen = new Set<string>()
  readonly #compiled = new Map<string, string>()

  /** @returns the compiled template, empty when there is none. */
  get(source: string): string {
    return this.#compiled.get(source) ?? ''
  }

  /** Says that a template was rendered. @returns whether it is time to compile it for the next time. */
  noteUse(source: string): boolean {
    if (this.#compiled.has(source)) return false
    if (this.#seen.has(source)) return true
    this.#seen.add(source)
    dropOldest(this.#seen)
    return false
  }

  set(source: string, compiled: string): void {
    this.#compiled.set(source, compiled)
    dropOldest(this.#compiled)
  }
}

function dropOldest(entries: Set<string> | Map<string, string>): void {
  const [oldest] = entries.keys()
  if (entries.size > maxTemplates && oldest !== undefined) entries.delete(oldest)
}
