/**
 * A file that a case uploads, as a case writes it: `{path: docs/a.pdf}`, with `type` where the end of the path does not tell
 * it. The path is relative to the plan and has `/` between folders. Generated cases carry the hash of the content, so that a
 * changed file is a changed case.
 */
export type FileInput = {
  readonly path: string
  readonly type?: string
  readonly transfer_method?: 'local_file'
  readonly sha256?: string
}

const keys: ReadonlySet<string> = new Set(['path', 'type', 'transfer_method', 'sha256'])

/** Whether a value is a file: a map with a `path` and none but the keys of a file. */
export function isFileInput(value: unknown): value is FileInput {
  if (typeof value !== 'object' || value === null || !('path' in value) || typeof value.path !== 'string') return false
  return Object.keys(value).every((key) => keys.has(key))
}
