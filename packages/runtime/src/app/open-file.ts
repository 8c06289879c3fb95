import { entryOf } from './entry-of.ts'
import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { InvalidInputsError } from '../errors.ts'
import { FileValue } from '../values/file-value.ts'
import type { FileFacts, FileType } from '../values/file-value.ts'
import type { Value } from '../values/value.ts'
import { mimeTypes } from './mime-types.ts'

type FileInput = { readonly [key: string]: Value }

/**
 * A file as it is given to a run: `{type, transfer_method: 'remote_url', url}` as on Dify, or for files of this machine
 * `{type, path}`, or with its text `{type, name, content}`. Content is read when a node asks for it.
 *
 * @throws {@link InvalidInputsError} when neither `url`, `path` nor `content` is there, or the file is not.
 */
export function openFile(input: FileInput, variable: string): FileValue {
  const { path, content, name } = input
  const url = input['url'] ?? input['remote_url']
  if (typeof path === 'string') return openLocalFile(input, path, variable)
  if (typeof content === 'string') {
    const bytes = new TextEncoder().encode(content)
    const fileName = typeof name === 'string' ? name : 'file.txt'
    const facts = describe(input, fileName, { transfer_method: 'local_file', size: bytes.length, related_id: fileName })
    return new FileValue(facts, async () => bytes)
  }
  if (typeof url === 'string' && /^https?:/i.test(url)) {
    const fileName = decodeURIComponent(basename(new URL(url).pathname)) || url
    return new FileValue(describe(input, fileName, { transfer_method: 'remote_url', size: -1, remote_url: url }))
  }
  throw new InvalidInputsError(
    `${variable} in input form must be a file: give it a "path" on this machine, a "url", or a "name" and its "content"`,
    { variable },
  )
}

function openLocalFile(input: FileInput, path: string, variable: string): FileValue {
  const size = sizeOf(path, variable)
  const facts = describe(input, basename(path), { transfer_method: 'local_file', size, related_id: path })
  return new FileValue(facts, (signal) => readFile(path, signal === undefined ? {} : { signal }))
}

function sizeOf(path: string, variable: string): number {
  try {
    return statSync(path).size
  } catch (cause) {
    throw new InvalidInputsError(
      `${variable} in input form names a file that cannot be read: ${path}`,
      { variable },
      { cause },
    )
  }
}

function describe(
  { type }: FileInput,
  name: string,
  rest: Pick<FileFacts, 'transfer_method' | 'size' | 'related_id' | 'remote_url'>,
): FileFacts {
  const extension = extname(name).toLowerCase()
  const mime_type = entryOf(mimeTypes, extension) ?? 'application/octet-stream'
  return { type: isFileType(type) ? type : typeOf(mime_type), name, extension, mime_type, ...rest }
}

function isFileType(type: Value | undefined): type is FileType {
  return type === 'image' || type === 'document' || type === 'audio' || type === 'video' || type === 'custom'
}

function typeOf(mimeType: string): FileType {
  const [group] = mimeType.split('/')
  return group === 'image' || group === 'audio' || group === 'video' ? group : 'document'
}
