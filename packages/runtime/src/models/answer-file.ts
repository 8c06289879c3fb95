import type { LanguageModelV4File } from '@ai-sdk/provider'
import { FileValue } from '../values/file-value.ts'
import type { FileType } from '../values/file-value.ts'

/** A file that a model made. @param index of the file in the answer. */
export function answerFile({ mediaType, data }: LanguageModelV4File, index: number): FileValue {
  const [group = '', subtype = 'bin'] = mediaType.split('/')
  const type: FileType = group === 'image' || group === 'audio' || group === 'video' ? group : 'document'
  const extension = `.${subtype.replace(/\+.*$/, '').replace('jpeg', 'jpg')}`
  const name = `file-${index + 1}${extension}`
  const facts = { type, transfer_method: 'tool_file', name, extension, mime_type: mediaType, related_id: name } as const
  if (data.type === 'url') {
    return new FileValue({ ...facts, transfer_method: 'remote_url', size: -1, remote_url: data.url.href })
  }
  const bytes = typeof data.data === 'string' ? Buffer.from(data.data, 'base64') : data.data
  return new FileValue({ ...facts, size: bytes.length }, async () => bytes)
}
