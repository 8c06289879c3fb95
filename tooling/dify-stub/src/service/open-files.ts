import { recordOf } from '../http/exchange.ts'
import { Refusal } from '../http/reply.ts'
import type { StubApp } from '../state/stub-app.ts'
import type { Workspace } from '../state/workspace.ts'

interface Scope {
  readonly workspace: Workspace
  readonly app: StubApp
  readonly user: string
}

/** Puts what was uploaded where a request names it. A file belongs to the user and the app that it was uploaded for. */
export function openFiles(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => openFiles(item, scope))
  if (typeof value !== 'object' || value === null) return value
  const record = recordOf(value)
  if (record['transfer_method'] === 'local_file') return opened(record, scope)
  return Object.fromEntries(Object.entries(record).map(([key, item]) => [key, openFiles(item, scope)]))
}

function opened(record: Record<string, unknown>, { workspace, app, user }: Scope): unknown {
  const file = workspace.files.get(String(record['upload_file_id']))
  if (file === undefined || file.user !== user || file.appId !== app.id)
    throw new Refusal(400, 'invalid_param', 'Invalid upload file')
  return { type: record['type'], transfer_method: 'local_file', path: file.path }
}
