import type { PreparedRequest } from './prepare-request.ts'

/** A request as `process_data.request` shows it: as it is sent, with stars for credentials. */
export function describeRequest({ method, url, ownHeaders, body, secretHeader }: PreparedRequest): string {
  const headers = ownHeaders.map(([name, value]) => {
    const isSecret = name.toLowerCase() === secretHeader || credentials.has(name.toLowerCase())
    return `${name}: ${isSecret ? '*'.repeat(value.length) : value}`
  })
  const isTyped = ownHeaders.some(([name]) => name.toLowerCase() === 'content-type')
  const contentType = body?.type === 'form-data' ? 'multipart/form-data' : (body?.contentType ?? '')
  const lines = [
    `${method} ${url.pathname}${url.search} HTTP/1.1`,
    `Host: ${url.host}`,
    ...headers,
    ...(contentType === '' || (isTyped && body?.type !== 'form-data') ? [] : [`Content-Type: ${contentType}`]),
    ...(body === undefined || body.shown === '' ? [] : [`Content-Length: ${Array.from(body.shown).length}`]),
  ]
  return `${lines.join('\r\n')}\r\n\r\n${body?.shown ?? ''}`
}

const credentials: ReadonlySet<string> = new Set(['authorization', 'cookie', 'proxy-authorization'])
