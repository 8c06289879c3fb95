/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/** A text after its `${…}` were replaced. */
export interface Interpolated {
  readonly text: string
  /** Names that were read and found. */
  readonly used: readonly string[]
  /** Names that are neither set nor have a default; they stay as written. */
  readonly missing: readonly string[]
  /** Beginnings of `${` that are no reference; they stay as written. */
  readonly malformed: readonly string[]
}

/**
 * Replaces `${NAME}` and `${NAME:-default}` (also when the variable is empty) by environment variables, and `$${` by
 * `${`, in one pass: what comes from the environment is never looked at again.
 */
export function interpolate(text: string, environment: Environment): Interpolated {
  const used: string[] = []
  const missing: string[] = []
  const malformed: string[] = []
  const replaced = text.replaceAll(
    /\$\$\{|\$\{(?:([A-Za-z_]\w*)(?::-([^}]*))?\}|[^}\s]*\}?)/g,
    (match, name, fallback) => {
      if (match === '$${') return '${'
      if (name === undefined) return malformed.push(match) && match
      const value = environment[name]
      if (value !== undefined && (value !== '' || fallback === undefined)) return used.push(name) && value
      if (fallback !== undefined) return fallback
      return missing.push(name) && match
    },
  )
  return { text: replaced, used, missing, malformed }
}
