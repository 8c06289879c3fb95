import { textOf } from '../../app/untyped.ts'
import { NodeError } from '../../errors.ts'
import { acceptedEncodings } from '../../http/read-body.ts'
import type { NodeContext, RuntimeNode } from '../node-runner.ts'
import { readAuthorization } from './authorization.ts'
import { readBody } from './request-body.ts'
import type { RequestBody } from './request-body.ts'

/** A request ready to be sent. */
export interface PreparedRequest {
  readonly method: string
  readonly url: URL
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: RequestBody | undefined
  /** Headers as the node has them, with the authorization. */
  readonly ownHeaders: readonly (readonly [name: string, value: string])[]
  /** The header that holds the key, in lower case. */
  readonly secretHeader: string | undefined
}

/**
 * Fills in what an `http-request` node says.
 *
 * @throws {@link NodeError} of Dify's types when it makes no request.
 */
export async function prepareRequest(node: RuntimeNode, context: NodeContext): Promise<PreparedRequest> {
  const { data } = node
  const authorization = readAuthorization(node, context)
  const url = addParameters(readUrl(node, context), readParameters(node, context), context)
  const ownHeaders = new Map(readPairs(context.renderText(textOf(data['headers']) ?? '')))
  const body = await readBody(node, context)
  if (authorization !== undefined) ownHeaders.set(...authorization)
  const headers = combineHeaders(ownHeaders, body)
  if (url.username !== '' && headers['authorization'] === undefined) {
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
    headers['authorization'] = `Basic ${Buffer.from(credentials).toString('base64')}`
  }
  url.username = ''
  url.password = ''
  return {
    method: readMethod(node),
    url,
    headers,
    body,
    ownHeaders: [...ownHeaders],
    secretHeader: authorization?.[0].toLowerCase(),
  }
}

const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH'])

function readMethod({ data }: RuntimeNode): string {
  const method = textOf(data['method']) ?? ''
  if (methods.has(method.toUpperCase())) return method.toUpperCase()
  throw new NodeError(`Invalid http method ${method}`, { type: 'InvalidHttpMethodError' })
}

function readUrl({ data }: RuntimeNode, context: NodeContext): URL {
  const text = context.renderText(textOf(data['url']) ?? '')
  if (text === '') throw invalidUrl('url is required')
  if (!/^https?:\/\//.test(text)) throw invalidUrl('url should start with http:// or https://')
  if (!URL.canParse(text)) throw invalidUrl(`url cannot be read: ${text}`)
  return new URL(text)
}

function invalidUrl(message: string): NodeError {
  return new NodeError(message, { type: 'InvalidURLError' })
}

/** Lines of `name: value`; the same name may come again. Values are filled in after the lines are read, and may have lines. */
function readParameters({ data }: RuntimeNode, context: NodeContext): [name: string, value: string][] {
  return readPairs(textOf(data['params']) ?? '').flatMap(([name, value]) =>
    name === '' ? [] : [[context.renderText(name), context.renderText(value)]],
  )
}

/** Parameters of the node take the place of those in the address; in 0.15 only of those with the same name. */
function addParameters(url: URL, parameters: readonly [string, string][], { dify }: NodeContext): URL {
  if (parameters.length === 0) return url
  const names = new Set(parameters.map(([name]) => name))
  const kept = dify === '0.15' ? [...url.searchParams].filter(([name]) => !names.has(name)) : []
  url.search = String(new URLSearchParams([...kept, ...parameters]))
  return url
}

function readPairs(text: string): [name: string, value: string][] {
  return text
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const colon = line.indexOf(':')
      return colon < 0 ? [line.trim(), ''] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()]
    })
}

function combineHeaders(own: ReadonlyMap<string, string>, body: RequestBody | undefined): Record<string, string> {
  const headers: Record<string, string> = {
    accept: '*/*',
    'accept-encoding': acceptedEncodings,
    'user-agent': 'autoopt',
  }
  for (const [name, value] of own) {
    const key = name.toLowerCase()
    if (key !== '' && !framing.has(key)) headers[key] = value
  }
  if (body?.type === 'form-data') headers['content-type'] = body.contentType
  else if (body !== undefined && body.contentType !== '') headers['content-type'] ??= body.contentType
  return headers
}

/** Decided by the client, not by the workflow: otherwise one request could pass for two. */
const framing: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
