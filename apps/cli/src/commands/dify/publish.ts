import { findApp } from '../../dify/find-app.ts'
import { type DifyOptions, openDify } from '../../dify/open-dify.ts'
import { exitCode, type ExitCode, UsageError } from '../../exit-code.ts'
import { print, printJson } from '../../terminal/print.ts'

export interface PublishOptions extends DifyOptions {
  readonly name?: string
}

/** Publishes the draft of an app. */
export async function publish(idOrName: string, { name = '', ...options }: PublishOptions): Promise<ExitCode> {
  if (Array.from(name).length > 20) throw new UsageError(`--name ${name} is longer than 20 characters.`)
  const { client } = await openDify(options)
  const app = await findApp(client, idOrName)
  if (app.mode !== 'workflow' && app.mode !== 'advanced-chat')
    throw new UsageError(`"${app.name}" is of mode ${app.mode}: it has no draft, and what is pushed is live at once.`)
  await client.console.workflows.publish(app.id, { markedName: name })
  if (options.json) printJson({ app_id: app.id, name: app.name, published: true })
  else print(`Published "${app.name}".`)
  return exitCode.fine
}
