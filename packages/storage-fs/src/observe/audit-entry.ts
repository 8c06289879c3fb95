import { Buffer } from 'node:buffer'
import { crc32 } from 'node:zlib'
import { z } from 'zod'

/** What a store does that is worth a line in its log. */
const auditActions = [
  'save',
  'saveMany',
  'delete',
  'clear',
  'emptyTrash',
  'label',
  'prune',
  'archive',
  'unarchive',
  'restore',
  'convert',
  'import',
] as const
export type AuditAction = (typeof auditActions)[number]

/** One line of the log. Programs write these records, so unknown keys are kept. */
const auditEntrySchema = z.looseObject({
  at: z.iso.datetime({ offset: true }),
  action: z.enum(auditActions),
  /** The process: `<host>-<pid>`. */
  process: z.string(),
  prompt_id: z.string().optional(),
  /** `null` for a label that points at nothing. */
  version: z.string().nullable().optional(),
  label: z.string().optional(),
  author: z.string().optional(),
})
export type AuditEntry = z.infer<typeof auditEntrySchema>

/**
 * Writes a line: a line break, CRC-32 of the JSON in eight hex digits, a tab, the JSON. The break comes first, so that
 * a line that was torn by a crash does not spoil the next.
 */
export function formatAuditLine(entry: AuditEntry): string {
  const json = JSON.stringify(entry)
  return `\n${checksum(json)}\t${json}`
}

/** Reads a line without its line break; undefined when it is torn or none. */
export function parseAuditLine(line: string): AuditEntry | undefined {
  const json = line.slice(9)
  if (line !== `${checksum(json)}\t${json}`) return undefined
  return auditEntrySchema.safeParse(JSON.parse(json)).data
}

function checksum(json: string): string {
  return crc32(Buffer.from(json)).toString(16).padStart(8, '0')
}
