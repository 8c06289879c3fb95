import { selectorOf } from '../app/untyped.ts'
import { NodeError } from '../errors.ts'
import { extractText, isTextFormat } from '../files/extract-text.ts'
import { FileValue } from '../values/file-value.ts'
import { isList, pythonRepr } from '../values/python-text.ts'
import { isTruthy } from '../values/python-compare.ts'
import { segmentType } from '../values/segment-type.ts'
import type { Value } from '../values/value.ts'
import type { NodeContext, NodeResult, NodeRunner } from './node-runner.ts'
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
  const foreign = files.find(({ facts }) => !isTextFormat(facts.extension))
  if (foreign !== undefined) {
    return replayRecording(node, context, {
      inputs,
      reason: `cannot read ${foreign.facts.extension || 'such'} files here`,
    })
  }
  return extractAll(files, { context, inputs, isMany: isList(value) })
}

interface Extraction {
  readonly context: NodeContext
  readonly inputs: { readonly variable_selector: Value }
  readonly isMany: boolean
}

async function extractAll(files: readonly FileValue[], { context, inputs, isMany }: Extraction): Promise<NodeResult> {
  const process_data = { documents: files }
  try {
    const texts = await Promise.all(
      files.map(async (file) => extractText(await context.readFile(file), file.facts.extension, context.dify)),
    )
    return { inputs, process_data, outputs: { text: isMany ? texts : (texts[0] ?? '') } }
  } catch (error) {
    if (!(error instanceof NodeError)) throw error
    throw new NodeError(error.message, { ...error.details, inputs, process_data })
  }
}
