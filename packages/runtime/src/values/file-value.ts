const mark = Symbol.for('@autoopt/runtime/FileValue')

export type FileType = 'image' | 'document' | 'audio' | 'video' | 'custom'
export type TransferMethod = 'local_file' | 'remote_url' | 'tool_file'

/** What is known of a file. */
export interface FileFacts {
  readonly type: FileType
  readonly transfer_method: TransferMethod
  /** With its extension. */
  readonly name: string
  /** With its dot, or empty. */
  readonly extension: string
  readonly mime_type: string
  /** Bytes; -1 when unknown. */
  readonly size: number
  /** Where a remote file lies. */
  readonly remote_url?: string
  /** Of an upload, a tool file or a path: whatever finds the content again. */
  readonly related_id?: string
}

/** A file among the values of a run. Its content is read only when a node asks for it. */
export class FileValue {
  readonly facts: FileFacts
  /** The content, where it needs no network: `undefined` for remote files. */
  readonly read: ((signal?: AbortSignal) => Promise<Uint8Array>) | undefined

  constructor(facts: FileFacts, read?: (signal?: AbortSignal) => Promise<Uint8Array>) {
    this.facts = facts
    this.read = read
  }

  get [mark](): true {
    return true
  }

  /** As Dify writes a file into events and into the inputs of code. */
  toJSON(): Record<string, string | number | null> {
    const { type, transfer_method, name, extension, mime_type, size, remote_url, related_id } = this.facts
    return {
      dify_model_identity: '__dify__file__',
      id: null,
      tenant_id: '',
      type,
      transfer_method,
      remote_url: remote_url ?? null,
      related_id: related_id ?? null,
      filename: name,
      extension,
      mime_type,
      size,
      url: remote_url ?? related_id ?? '',
    }
  }

  /** The ESM and the CJS build hold one class each: the mark, not the prototype, is what makes an instance. */
  static [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && mark in value
  }
}
