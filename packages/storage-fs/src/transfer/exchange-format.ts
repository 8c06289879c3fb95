/**
 * Versions as lines of JSON, for moving them between stores of any kind:
 *
 *     {"autoopt_export":1,"exported_at":"…"}
 *     {"version":{…the record…},"sum":"<SHA-256 in hex of the record's JSON>"}
 *     {"label":{"prompt_id":"…","label":"…","revisions":[…]},"sum":"…"}
 *     {"end":{"versions":<count>,"labels":<count>}}
 *
 * The last line tells a whole file from one that was cut short.
 */
import { hash } from 'node:crypto'
import type { LabelRevision } from '@autoopt/storage-core'

/** A line between the first and the last. */
export type ExchangeItem =
  | { readonly kind: 'version'; readonly record: unknown }
  | {
      readonly kind: 'label'
      readonly promptId: string
      readonly label: string
      readonly revisions: readonly LabelRevision[]
    }

/** What the last line says. */
export interface ExchangeCounts {
  readonly versions: number
  readonly labels: number
}

/** A line, or why it is none. */
export type ParsedLine =
  | ExchangeItem
  | { readonly kind: 'header' }
  | { readonly kind: 'end'; readonly counts: ExchangeCounts }
  | { readonly kind: 'invalid'; readonly why: string }

export function formatHeader(exportedAt: string): string {
  return `${JSON.stringify({ autoopt_export: 1, exported_at: exportedAt })}\n`
}

export function formatEnd(counts: ExchangeCounts): string {
  return `${JSON.stringify({ end: counts })}\n`
}

export function formatItem(item: ExchangeItem): string {
  const [key, value] =
    item.kind === 'version'
      ? ['version', item.record]
      : ['label', { prompt_id: item.promptId, label: item.label, revisions: item.revisions }]
  const json = JSON.stringify(value)
  return `{"${key}":${json},"sum":"${hash('sha256', json, 'hex')}"}\n`
}

export function parseExchangeLine(line: string): ParsedLine {
  let value: Record<string, unknown>
  try {
    value = Object(JSON.parse(line)) as Record<string, unknown>
  } catch {
    return { kind: 'invalid', why: 'it is not JSON' }
  }
  if (value['autoopt_export'] === 1) return { kind: 'header' }
  if ('autoopt_export' in value) return { kind: 'invalid', why: 'it is of a newer format' }
  if ('end' in value) return { kind: 'end', counts: value['end'] as ExchangeCounts }
  if (!hasRightSum(line)) return { kind: 'invalid', why: 'its checksum does not match its content' }
  if ('version' in value) return { kind: 'version', record: value['version'] }
  if (!('label' in value)) return { kind: 'invalid', why: 'it is neither a version nor a label' }
  const { prompt_id, label, revisions } = Object(value['label']) as Record<string, unknown>
  return { kind: 'label', promptId: String(prompt_id), label: String(label), revisions: revisions as LabelRevision[] }
}

/** The checksum is over the JSON as it stands, between the first colon and the last property. */
function hasRightSum(line: string): boolean {
  const [, json, sum] = /^\{"(?:version|label)":(.*),"sum":"([0-9a-f]{64})"\}\s*$/s.exec(line) ?? []
  return json !== undefined && hash('sha256', json, 'hex') === sum
}
