import { type DifyOptions, openDify } from '../../dify/open-dify.ts'
import { pushApp, requirePulled } from '../../dify/push-app.ts'
import { reportPush } from '../../dify/report-push.ts'
import { exitCode, type ExitCode } from '../../exit-code.ts'
import { readText } from '../../files/read-text.ts'
import { print, printJson } from '../../terminal/print.ts'

/** How a draft is replaced. */
export interface PushFlags {
  readonly dryRun?: boolean
  readonly merge?: boolean
  readonly publish?: boolean
  readonly rollback?: boolean
}

export interface PushOptions extends DifyOptions, PushFlags {}

/** Makes an app file the draft of the app that it was pulled from, after showing what changes. */
export async function push(file: string, options: PushOptions): Promise<ExitCode> {
  const { dryRun = false, merge = false, publish = false, rollback, json } = options
  const base = await requirePulled(file)
  const { client } = await openDify({ ...options, url: options.url ?? base.record.base_url })
  const pushed = await pushApp(client, {
    file,
    base,
    ...(!rollback && { text: await readText(file) }),
    dryRun,
    merge,
    publish,
    onChange: (diff) => {
      if (!json) print(diff)
    },
  })
  if (json) printJson(pushed)
  else reportPush(pushed, { undo: `dify push ${file} --rollback` })
  return exitCode.fine
}
