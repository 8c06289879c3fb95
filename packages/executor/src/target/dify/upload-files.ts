import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import { InfrastructureError } from '@autoopt/collector'
import type { DifyService } from '@autoopt/dify-client'

/** Who uploads: files belong to a user, and only runs of the same user may name them. */
interface Uploader {
  readonly service: DifyService
  readonly user: string
  readonly signal: AbortSignal
}

/** Puts uploaded files in the place of files of this machine (`{type, path}` or `{type, name, content}`), however deep they lie. */
export async function uploadFiles(value: unknown, uploader: Uploader): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map(async (item) => uploadFiles(item, uploader)))
  if (typeof value !== 'object' || value === null) return value
  const record = value as Record<string, unknown>
  const { type, path, name, content } = record
  if (typeof type === 'string' && typeof path === 'string')
    return uploaded(type, { blob: await openFile(path), name: basename(path) }, uploader)
  if (typeof type === 'string' && typeof content === 'string')
    return uploaded(type, { blob: new Blob([content]), name: typeof name === 'string' ? name : 'file.txt' }, uploader)
  const entries = Object.entries(record).map(async ([key, item]) => [key, await uploadFiles(item, uploader)] as const)
  return Object.fromEntries(await Promise.all(entries))
}

async function uploaded(
  type: string,
  { blob, name }: { readonly blob: Blob; readonly name: string },
  { service, user, signal }: Uploader,
): Promise<object> {
  const { id } = await service.upload(blob, { name, user, signal })
  return { type, transfer_method: 'local_file', upload_file_id: id }
}

async function openFile(path: string): Promise<Blob> {
  try {
    return await openAsBlob(path)
  } catch (cause) {
    throw new InfrastructureError(`A case names a file that cannot be read: ${path}`, { class: 'other', cause })
  }
}
