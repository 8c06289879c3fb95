import { NodeError } from '../errors.ts'
import { readSandboxJson } from '../sandbox/sandbox-json.ts'
import { pythonJson } from '../values/python-json.ts'
import type { DifyVersion } from '../values/value.ts'
import { csvToMarkdown } from './csv-to-markdown.ts'

/**
 * The text of a file in a text format: as it is, JSON indented, CSV as a table.
 *
 * @returns `undefined` when the bytes are not UTF-8: Dify guesses other encodings.
 * @throws {@link NodeError} of type `TextExtractionError` when the text is not what the extension says.
 */
export function extractText(content: Uint8Array, extension: string, dify: DifyVersion): string | undefined {
  const text = decode(content, dify)
  if (text === undefined || (extension !== '.json' && extension !== '.csv')) return text
  return extension === '.json' ? indentJson(text) : csvToMarkdown(text, dify)
}

/** 1.12 takes the mark at the beginning of a text out. */
function decode(content: Uint8Array, dify: DifyVersion): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: dify === '0.15' }).decode(content)
  } catch {
    // The only failure of a fatal decoder is that the bytes are no UTF-8.
    return undefined
  }
}

function indentJson(text: string): string {
  try {
    return pythonJson(readSandboxJson(text), { indent: 2 })
  } catch (cause) {
    throw new NodeError(`Failed to decode or parse JSON file: ${String(cause)}`, { type: 'TextExtractionError', cause })
  }
}
