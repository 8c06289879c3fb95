import { existsSync } from 'node:fs'
import { ConfigLoader, type EnvConfig } from '@autoopt/config'
import { tell } from '../terminal/print.ts'

/** The configuration file that commands look for in the working directory. */
export const settingsName = 'env_config.yaml'

/** What `env_config.yaml` of the working directory says; `undefined` where there is none. Warnings go to stderr. */
export async function loadSettings(environment: string | undefined): Promise<EnvConfig | undefined> {
  if (!existsSync(settingsName)) return undefined
  const { value, warnings } = await new ConfigLoader().loadEnv(
    settingsName,
    environment === undefined ? {} : { env: environment },
  )
  for (const warning of warnings) tell(`warning: ${warning.message}`)
  return value
}
