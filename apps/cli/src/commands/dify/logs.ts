import type { LogEntry, LogQuery } from '@autoopt/dify-client'
import { parseCount } from '../../arguments/parse-count.ts'
import { findApp } from '../../dify/find-app.ts'
import { type DifyOptions, openDify } from '../../dify/open-dify.ts'
import { withService } from '../../dify/with-service.ts'
import { exitCode, type ExitCode } from '../../exit-code.ts'
import { formatTable, print, printJson } from '../../terminal/print.ts'

export interface LogsOptions extends DifyOptions {
  readonly limit: string
  readonly status?: string
}

/** Lists the latest runs of an app through its API. */
export async function logs(idOrName: string, { limit, status, ...options }: LogsOptions): Promise<ExitCode> {
  const most = parseCount('--limit', limit)
  const dify = await openDify(options)
  const app = await findApp(dify.client, idOrName)
  const entries = await withService(dify, app.id, async (service) => {
    const found: LogEntry[] = []
    const query: LogQuery = status === undefined ? {} : { status: status as NonNullable<LogQuery['status']> }
    for await (const entry of service.logs(query)) {
      if (found.length >= most) break
      found.push(entry)
    }
    return found
  })
  if (options.json) printJson({ app_id: app.id, runs: entries.map(({ workflow_run }) => workflow_run) })
  else if (entries.length === 0) print('No runs.')
  else print(formatTable(['RUN', 'STATUS', 'SECONDS', 'TOKENS', 'AT', 'USER'], entries.map(toRow)))
  return exitCode.fine
}

function toRow({ workflow_run: run, created_by_end_user: user }: LogEntry): string[] {
  const at = typeof run.created_at === 'number' ? new Date(run.created_at * 1000).toISOString() : (run.created_at ?? '')
  return [
    run.id,
    run.status,
    (run.elapsed_time ?? 0).toFixed(1),
    String(run.total_tokens ?? 0),
    at,
    user?.session_id ?? '',
  ]
}
