/** Every combination of variables: those that are lists of texts stand for each of their texts, as in promptfoo. */
export function expandVars(vars: Readonly<Record<string, unknown>>): Record<string, unknown>[] {
  let combinations: Record<string, unknown>[] = [{}]
  for (const [name, value] of Object.entries(vars)) {
    const values: readonly unknown[] = Array.isArray(value) && typeof value[0] === 'string' ? value : [value]
    combinations = combinations.flatMap((combination) => values.map((each) => withVar(combination, name, each)))
  }
  return combinations
}

function withVar(vars: Readonly<Record<string, unknown>>, name: string, value: unknown): Record<string, unknown> {
  return { ...vars, [name]: value }
}
