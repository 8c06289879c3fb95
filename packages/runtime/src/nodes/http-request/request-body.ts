import { listOf, recordOf, selectorOf, textOf } from '../../app/untyped.ts'
import type { UntypedRecord } from '../../app/untyped.ts'
import { NodeError } from '../../errors.ts'
import { repairJson } from '../../json/repair-json.ts'
import { filesOf } from '../../models/vision-files.ts'
import { writeSandboxJson } from '../../sandbox/sandbox-json.ts'
import { FileValue } from '../../values/file-value.ts'
import { pythonJson } from '../../values/python-json.ts'
import type { NodeContext, RuntimeNode } from '../node-runner.ts'
import { buildMultipart } from './multipart.ts'
import type { FormPart } from './multipart.ts'

/** The body of a request. */
export interface RequestBody {
  readonly type: string
  readonly bytes: Uint8Array
  /** Empty when Dify names none. */
  readonly contentType: string
  /** As `process_data` shows it. */
  readonly shown: string
}

/**
 * Builds the body that an `http-request` node describes; `undefined` when it sends none.
 *
 * @throws {@link NodeError} of type `RequestBodyError` or `FileFetchError`.
 */
export async function readBody({ data }: RuntimeNode, context: NodeContext): Promise<RequestBody | undefined> {
  const { type, data: content } = recordOf(data['body'])
  const items = itemsOf(content, textOf(type) ?? 'none', context)
  switch (type) {
    case 'raw-text':
      return textBody('raw-text', 'text/plain', context.renderText(textOf(oneOf(items, 'raw-text')['value']) ?? ''))
    case 'json':
      return jsonBody(context.renderText(textOf(oneOf(items, 'json')['value']) ?? ''))
    case 'binary':
      return binaryBody(oneOf(items, 'binary'), context)
    case 'x-www-form-urlencoded':
      return textBody(
        type,
        'application/x-www-form-urlencoded',
        String(new URLSearchParams([...fieldsOf(items, context)])),
      )
    case 'form-data':
      return formBody(items, context)
    default:
      return undefined
  }
}

/** Old files have one text: JSON and raw text as it is, forms as lines of `name: value`. */
function itemsOf(content: unknown, type: string, context: NodeContext): readonly UntypedRecord[] {
  if (typeof content !== 'string') return listOf(content).map(recordOf)
  if (type === 'json' || type === 'raw-text') return [{ type: 'text', value: content }]
  return context
    .renderText(content)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [key = '', ...value] = line.split(':')
      return { type: 'text', key: key.trim(), value: value.join(':').trim() }
    })
}

function oneOf(items: readonly UntypedRecord[], type: string): UntypedRecord {
  const [item] = items
  if (item !== undefined && items.length === 1) return item
  throw new NodeError(`${type} body type should have exactly one item`, { type: 'RequestBodyError' })
}

function textBody(type: string, contentType: string, text: string, shown = text): RequestBody {
  return { type, bytes: new TextEncoder().encode(text), contentType, shown }
}

function jsonBody(text: string): RequestBody {
  const value = repairJson(text)
  if (value === undefined) throw new NodeError(`Failed to parse JSON: ${text}`, { type: 'RequestBodyError' })
  const plain = value as Parameters<typeof writeSandboxJson>[0]
  return textBody('json', 'application/json', writeSandboxJson(plain), pythonJson(value, { ensureAscii: true }))
}

async function binaryBody({ file: selector }: UntypedRecord, context: NodeContext): Promise<RequestBody> {
  const file = context.variables.get(selectorOf(selector))
  if (!(file instanceof FileValue)) {
    throw new NodeError(`cannot fetch file with selector ${selectorOf(selector).join('.')}`, { type: 'FileFetchError' })
  }
  const bytes = await context.readFile(file)
  return { type: 'binary', bytes, contentType: '', shown: new TextDecoder().decode(bytes) }
}

/** Of the same name the last counts. */
function fieldsOf(items: readonly UntypedRecord[], context: NodeContext): Map<string, string> {
  return new Map(
    items.map(({ key, value }) => [context.renderText(textOf(key) ?? ''), context.renderText(textOf(value) ?? '')]),
  )
}

async function formBody(items: readonly UntypedRecord[], context: NodeContext): Promise<RequestBody> {
  const fields = fieldsOf(
    items.filter(({ type }) => type !== 'file'),
    context,
  )
  const files = items
    .filter(({ type }) => type === 'file')
    .flatMap(({ key, file }) => {
      const name = context.renderText(textOf(key) ?? '')
      return filesOf(context.variables.get(selectorOf(file)) ?? null).map((value) => ({ name, value }))
    })
  const parts = files.map(async ({ name, value }): Promise<FormPart> => {
    const { name: filename, mime_type: contentType } = value.facts
    return { name, filename, contentType, content: await context.readFile(value) }
  })
  const multipart = buildMultipart(fields, await Promise.all(parts))
  return { type: 'form-data', ...multipart, shown: [...fields].map(([name, value]) => `${name}=${value}`).join('\r\n') }
}
