import { type DifyOptions, openDify } from '../../dify/open-dify.ts'
import { exitCode, type ExitCode } from '../../exit-code.ts'
import { print, printJson } from '../../terminal/print.ts'

/** Signs in, to see that the account works. Every command signs in anew: no token is kept on this machine. */
export async function login(options: DifyOptions): Promise<ExitCode> {
  const { client, config } = await openDify(options)
  const { id, email, name } = await client.console.profile()
  if (options.json) printJson({ base_url: config.base_url, id, email: email ?? null, name: name ?? null })
  else print(`Signed in to ${config.base_url} as ${email ?? name ?? id}.`)
  return exitCode.fine
}
