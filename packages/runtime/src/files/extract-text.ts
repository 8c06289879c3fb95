import { NodeError } from '../errors.ts'
import { readSandboxJson } from '../sandbox/sandbox-json.ts'
import { pythonJson } from '../values/python-json.ts'
import type { DifyVersion } from '../values/value.ts'
import { csvToMarkdown } from './csv-to-markdown.ts'

/** Whether {@link extractText} reads files of this extension exactly as Dify does. */
export function isTextFormat(extension: string): boolean {
  return plainFormats.has(extension) || extension === '.json' || extension === '.csv'
}

/**
 * The text of a file in a text format: as it is, JSON indented, CSV as a table.
 *
 * @throws {@link NodeError} of type `TextExtractionError` when the bytes are not what the extension says.
 */
export function extractText(content: Uint8Array, extension: string, dify: DifyVersion): string {
  const text = decode(content, extension)
  if (extension === '.json') return indentJson(text)
  return extension === '.csv' ? csvToMarkdown(text, dify) : text
}

const plainFormats: ReadonlySet<string> = new Set(['.txt', '.md', '.markdown', '.html', '.htm', '.xml'])

function decode(content: Uint8Array, extension: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content)
  } catch (cause) {
    const kind = extension === '.csv' ? 'Failed to extract text from CSV' : 'Failed to decode plain text file'
    throw new NodeError(kind, { type: 'TextExtractionError', cause })
  }
}

function indentJson(text: string): string {
  try {
    return pythonJson(readSandboxJson(text), { indent: 2 })
  } catch (cause) {
    throw new NodeError(`Failed to decode or parse JSON file: ${String(cause)}`, { type: 'TextExtractionError', cause })
  }
}
