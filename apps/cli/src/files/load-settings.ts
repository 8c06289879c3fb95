import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigLoader, type EnvConfig } from '@autoopt/config'
import { tell } from '../terminal/print.ts'

/** The configuration file that commands look for in the working directory. */
export const settingsName = 'env_config.yaml'

/** What `env_config.yaml` of a folder says; `undefined` where there is none. Warnings go to stderr. */
export async function loadSettings(environment: string | undefined, folder = '.'): Promise<EnvConfig | undefined> {
  const path = join(folder, settingsName)
  if (!existsSync(path)) return undefined
  const { value, warnings } = await new ConfigLoader().loadEnv(
    path,
    environment === undefined ? {} : { env: environment },
  )
  for (const warning of warnings) tell(`warning: ${warning.message}`)
  return value
}
