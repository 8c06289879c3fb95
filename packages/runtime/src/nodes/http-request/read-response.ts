import { basename, extname } from 'node:path'
import { mimeTypes } from '../../app/mime-types.ts'
import type { HttpResponse } from '../../http/exchange.ts'
import { FileValue } from '../../values/file-value.ts'
import type { FileType } from '../../values/file-value.ts'

/** Whether Dify takes a response for a file: by its disposition, its type, and for types of applications by how it begins. */
export function isFileResponse({ headers, body }: HttpResponse): boolean {
  const disposition = headers['content-disposition'] ?? ''
  if (/^\s*attachment\b/i.test(disposition) || fileNameIn(disposition) !== undefined) return true
  const type = mediaTypeOf(headers)
  if (type.startsWith('text/')) return type.includes('csv')
  if (!type.startsWith('application/')) return /^(?:image|audio|video)\//.test(type)
  if (textualTypes.some((word) => type.includes(word))) return false
  return !looksLikeText(body.subarray(0, 1024))
}

const textualTypes = ['json', 'xml', 'javascript', 'x-www-form-urlencoded', 'yaml', 'graphql'] as const

function looksLikeText(sample: Uint8Array): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(sample)
    return ['{', '[', '<', 'function', 'var ', 'const ', 'let '].some((mark) => text.includes(mark))
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}

/** The text of a response, in the encoding that it names. */
export function responseText({ headers, body }: HttpResponse): string {
  const [, charset = 'utf-8'] = /charset\s*=\s*"?([\w-]+)/i.exec(headers['content-type'] ?? '') ?? []
  return new TextDecoder(isKnownCharset(charset) ? charset : 'utf-8', { ignoreBOM: true }).decode(body)
}

function isKnownCharset(charset: string): boolean {
  try {
    return new TextDecoder(charset).encoding !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** A response as a file. */
export function responseFile({ headers, body, url }: HttpResponse): FileValue {
  const named = fileNameIn(headers['content-disposition'] ?? '') ?? decodeName(basename(url.pathname))
  const type = mediaTypeOf(headers)
  const known = Object.entries(mimeTypes).find(([, mimeType]) => mimeType === type)?.[0] ?? '.bin'
  const name = named === '' ? `file${known}` : named
  const extension = extname(name).toLowerCase() || known
  const mime_type = mimeTypes[extension] ?? (type === '' ? 'application/octet-stream' : type)
  const facts = {
    type: fileTypeOf(mime_type),
    transfer_method: 'tool_file',
    name,
    extension,
    mime_type,
    size: body.length,
    related_id: name,
  } as const
  return new FileValue(facts, async () => body)
}

function mediaTypeOf(headers: HttpResponse['headers']): string {
  const [type = ''] = (headers['content-type'] ?? '').split(';')
  return type.trim().toLowerCase()
}

function fileNameIn(disposition: string): string | undefined {
  const [, encoded] = /filename\*\s*=\s*UTF-8''([^;]+)/i.exec(disposition) ?? []
  if (encoded !== undefined) return basename(decodeName(encoded.trim()))
  const [, quoted, plain] = /filename\s*=\s*(?:"([^"]*)"|([^;\s]+))/i.exec(disposition) ?? []
  const name = quoted ?? plain
  return name === undefined ? undefined : basename(name)
}

/** A name with broken escapes stays as it is. */
function decodeName(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch (error) {
    if (error instanceof URIError) return name
    throw error
  }
}

function fileTypeOf(mimeType: string): FileType {
  const [group] = mimeType.split('/')
  return group === 'image' || group === 'audio' || group === 'video' ? group : 'document'
}
