import { selectorOf } from '../app/untyped.ts'
import { NodeError } from '../errors.ts'
import { extractText } from '../files/extract-text.ts'
import { fileFormat } from '../files/file-format.ts'
import { FileValue } from '../values/file-value.ts'
import { isList, pythonRepr } from '../values/python-text.ts'
import { isTruthy } from '../values/python-compare.ts'
import { segmentType } from '../values/segment-type.ts'
import type { Values } from '../values/value.ts'
import type { NodeContext, NodeRunner } from './node-runner.ts'
import { replayRecording } from './recorded.ts'

/** Gives the text of files in text formats; for any other format, what was recorded on a server. */
export const runDocumentExtractor: NodeRunner = async (node, context) => {
  const selector = selectorOf(node.data['variable_selector'])
  const value = context.variables.get(selector)
  if (value === undefined) {
    throw new NodeError(`File variable not found for selector: ${pythonRepr(selector)}`, { type: '' })
  }
  const type = segmentType(value)
  if (isTruthy(value) && type !== 'file' && type !== 'array[file]') {
    throw new NodeError(`Variable ${pythonRepr(selector)} is not an ArrayFileSegment`, { type: '' })
  }
  const inputs = { variable_selector: [...selector] }
  const files = (isList(value) ? value : [value]).filter((item) => item instanceof FileValue)
  if (!isList(value) && files.length === 0) {
    throw new NodeError(`Unsupported variable type: ${type}`, { type: 'DocumentExtractorError', inputs })
  }
  const unknown = files.find(({ facts }) => fileFormat(facts.extension, context.dify) === 'unknown')
  if (unknown !== undefined) throw refuse(unknown, inputs)
  const foreign = files.find(({ facts }) => fileFormat(facts.extension, context.dify) === 'document')
  if (foreign !== undefined) {
    return replayRecording(node, context, { inputs, reason: `cannot read ${foreign.facts.extension} files here` })
  }
  const texts = await extractAll(files, { context, inputs })
  if (texts === undefined) return replayRecording(node, context, { inputs, reason: 'reads a file that is not UTF-8' })
  return { inputs, process_data: { documents: files }, outputs: { text: isList(value) ? texts : (texts[0] ?? '') } }
}

function refuse({ facts }: FileValue, inputs: Values): NodeError {
  const { extension, mime_type } = facts
  const what = extension === '' ? `MIME type: ${mime_type}` : `Extension Type: ${extension}`
  return new NodeError(`Unsupported ${what}`, { type: 'UnsupportedFileTypeError', inputs })
}

interface Extraction {
  readonly context: NodeContext
  readonly inputs: Values
}

/** @returns `undefined` when the encoding of a file is not known here. */
async function extractAll(
  files: readonly FileValue[],
  { context, inputs }: Extraction,
): Promise<readonly string[] | undefined> {
  try {
    const texts = await Promise.all(
      files.map(async (file) => extractText(await context.readFile(file), file.facts.extension, context.dify)),
    )
    return texts.every((text) => text !== undefined) ? texts : undefined
  } catch (error) {
    if (!(error instanceof NodeError)) throw error
    throw new NodeError(error.message, { ...error.details, inputs, process_data: { documents: files } })
  }
}
