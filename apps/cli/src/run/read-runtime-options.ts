import { readRecordings } from '@autoopt/runtime'
import type { RuntimeOptions } from '@autoopt/runtime'
import { UsageError } from '../exit-code.ts'
import { readPair } from './read-run-inputs.ts'

/** How the engine behaves. */
export interface RuntimeFlags {
  readonly recordings?: string
  readonly appEnv?: readonly string[]
  readonly dify?: string
  readonly offline?: boolean
  readonly allowPrivateAddresses?: boolean
}

/**
 * What flags say of the runtime.
 *
 * @throws {@link UsageError} when a flag says what cannot be.
 */
export async function readRuntimeOptions(flags: RuntimeFlags): Promise<RuntimeOptions> {
  const { dify = '1.12', offline = false, allowPrivateAddresses = false, recordings, appEnv = [] } = flags
  if (dify !== '0.15' && dify !== '1.12') throw new UsageError(`--dify takes 0.15 or 1.12, not "${dify}".`)
  return {
    dify,
    http: { offline, allowPrivateAddresses },
    environment: Object.fromEntries(appEnv.map(readAppEnv)),
    ...(recordings === undefined ? {} : { recordings: await readRecordings(recordings) }),
  }
}

function readAppEnv(flag: string): readonly [name: string, value: string] {
  if (flag.includes('=')) return readPair('--app-env', flag)
  const value = process.env[flag]
  if (value === undefined)
    throw new UsageError(`--app-env ${flag} takes its value from this shell, which has no ${flag}.`)
  return [flag, value]
}
