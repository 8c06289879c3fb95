import { join } from 'node:path'
import { DeploymentLedger } from '@autoopt/executor/dify'

/** Where temporary apps are written down, in the working directory. */
export const ledgerFolder = join('.autoopt', 'deployments')

export function ledgerOf(): DeploymentLedger {
  return new DeploymentLedger(ledgerFolder)
}
