import Database from 'better-sqlite3'
import type { OrderedPeerStore, PeerEntry, PeerKey } from './peer-store.ts'

/**
 * A version is a row of a rowid table, and one unique index over the four columns of its key serves reads, the latest and
 * lists; it covers lists. Version text with prerelease or build metadata would need more, so this flatters the peer.
 */
const schema = `
  CREATE TABLE IF NOT EXISTS versions (prompt_id TEXT, major INT, minor INT, patch INT, body TEXT);
  CREATE UNIQUE INDEX IF NOT EXISTS versions_key ON versions (prompt_id, major, minor, patch);`

export interface SqliteOptions {
  /** `off` is for filling a database that nobody has waited for. */
  readonly synchronous?: 'full' | 'off'
}

/** better-sqlite3 in WAL mode, by default with `synchronous=FULL`: one flush for each transaction. */
export function openSqlite(path: string, { synchronous = 'full' }: SqliteOptions = {}): OrderedPeerStore {
  const database = new Database(path, { timeout: 120_000 })
  database.pragma('journal_mode = WAL')
  database.pragma(`synchronous = ${synchronous}`)
  database.exec(schema)

  const insert = database.prepare('INSERT OR IGNORE INTO versions VALUES (?, ?, ?, ?, ?)')
  const read = database
    .prepare('SELECT body FROM versions WHERE prompt_id = ? AND major = ? AND minor = ? AND patch = ?')
    .pluck()
  const latest = database
    .prepare('SELECT body FROM versions WHERE prompt_id = ? ORDER BY major DESC, minor DESC, patch DESC LIMIT 1')
    .pluck()
  const list = database
    .prepare(
      "SELECT major || '.' || minor || '.' || patch FROM versions WHERE prompt_id = ? ORDER BY major, minor, patch",
    )
    .pluck()
  const insertOne = ({ promptId, version, body }: PeerEntry) => insert.run(promptId, ...version, body).changes === 1
  const insertAll = database.transaction((entries: readonly PeerEntry[]) => {
    for (const entry of entries) insertOne(entry)
  })

  return {
    name: synchronous === 'full' ? 'better-sqlite3, WAL, FULL' : 'better-sqlite3, WAL, OFF',
    isDurable: synchronous === 'full',
    save: insertOne,
    saveMany: (entries) => insertAll(entries),
    read: ({ promptId, version }: PeerKey) => parsed(read.get(promptId, ...version)),
    latest: (promptId) => parsed(latest.get(promptId)),
    list: (promptId) => list.all(promptId) as string[],
    close: () => void database.close(),
  }
}

function parsed(body: unknown): unknown {
  return typeof body === 'string' ? JSON.parse(body) : undefined
}
