import type { FileValue } from '../values/file-value.ts'
import type { Value } from '../values/value.ts'

/** An attribute of a file as templates and conditions name it; `undefined` for any other name. */
export function fileAttribute({ facts }: FileValue, name: string): Value | undefined {
  switch (name) {
    case 'type':
    case 'size':
    case 'name':
    case 'mime_type':
    case 'transfer_method':
    case 'extension':
      return facts[name]
    case 'url':
      return facts.remote_url ?? null
    case 'related_id':
      return facts.related_id ?? null
    default:
      return undefined
  }
}
