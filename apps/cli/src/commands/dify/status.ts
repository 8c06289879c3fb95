import { canServer, type DifyAbility, DifyAuthError } from '@autoopt/dify-client'
import { ledgerOf } from '../../dify/ledger-of.ts'
import { type DifyOptions, openDify } from '../../dify/open-dify.ts'
import { exitCode, type ExitCode } from '../../exit-code.ts'
import { invocation } from '../../terminal/invocation.ts'
import { print, printJson, tell } from '../../terminal/print.ts'

const abilities: Readonly<Partial<Record<DifyAbility, string>>> = {
  runsVersions: 'variants run as versions of one app',
  checksDependencies: 'missing plugins are told',
  listsServiceRuns: 'runs of the API are listed',
}

/** Says what server it is, what it can do, who is signed in, and what earlier runs left. */
export async function status(options: DifyOptions): Promise<ExitCode> {
  const { client, config } = await openDify(options)
  const version = await client.version()
  const account = await accountOf(async () => client.console.profile())
  const ledger = ledgerOf()
  const left = (await ledger.list()).filter(({ base_url }) => base_url === config.base_url)
  const able = Object.fromEntries(
    Object.keys(abilities).map((name) => [name, canServer(version, name as DifyAbility) ?? null]),
  )
  if (options.json) {
    printJson({ base_url: config.base_url, version: version ?? null, account, abilities: able, deployments: left })
    return exitCode.fine
  }
  print(`${config.base_url}: Dify ${version ?? 'of an unknown version'}`)
  print(account === null ? 'Not signed in: no account or admin key is configured.' : `Signed in as ${account}.`)
  for (const [name, about] of Object.entries(abilities)) print(`  ${able[name] === true ? '✓' : '–'} ${about}`)
  if (left.length > 0)
    tell(`${left.length} temporary apps are written down for this server. See: ${invocation()} dify cleanup --dry-run`)
  return exitCode.fine
}

async function accountOf(
  read: () => Promise<{ email?: string | null | undefined; id: string }>,
): Promise<string | null> {
  try {
    const { email, id } = await read()
    return email ?? id
  } catch (error) {
    if (error instanceof DifyAuthError && error.context.status === undefined) return null
    throw error
  }
}
