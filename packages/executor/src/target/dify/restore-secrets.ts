import type { DifyClient } from '@autoopt/dify-client'
import { parseDsl } from '@autoopt/dsl'

type Variables = readonly { readonly name?: unknown; readonly value_type?: unknown; readonly value?: unknown }[]

/** The app file, as JSON, with the secret environment variables of the app that it was exported from. Stays in memory. */
export async function restoreSecrets(
  dsl: string,
  { client, sourceAppId }: { readonly client: DifyClient; readonly sourceAppId: string },
): Promise<string> {
  const file = parseDsl(dsl).valueAt('') as { workflow?: { environment_variables?: Variables } }
  const variables = file.workflow?.environment_variables ?? []
  if (!variables.some((variable) => isEmptySecret(variable))) return dsl
  const source = parseDsl(await client.console.apps.export(sourceAppId, { includeSecret: true }))
  const known = (source.valueAt('/workflow/environment_variables') ?? []) as Variables
  const values = new Map(known.map(({ name, value }) => [name, value]))
  const restored = (variable: Variables[number]): Variables[number] =>
    isEmptySecret(variable) ? { ...variable, value: values.get(variable.name) ?? '' } : variable
  const environment_variables = variables.map(restored)
  return JSON.stringify({ ...file, workflow: { ...file.workflow, environment_variables } })
}

function isEmptySecret({ value_type, value }: Variables[number]): boolean {
  return value_type === 'secret' && (value === '' || value === undefined || value === null)
}
