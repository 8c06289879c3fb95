import { parseDsl } from '@autoopt/dsl'

/** The values of an app file's secret environment variables; exported files lack them. */
export function secretsOf(dsl: string): string[] {
  const variables = parseDsl(dsl).valueAt('/workflow/environment_variables')
  if (!Array.isArray(variables)) return []
  return (variables as readonly Readonly<Record<string, unknown>>[]).flatMap(({ value_type, value }) =>
    value_type === 'secret' && typeof value === 'string' && value !== '' ? [value] : [],
  )
}
