import type { Exchange } from './exchange.ts'

export type Parameters = Readonly<Record<string, string>>
export type Handler<Context> = (exchange: Exchange, parameters: Parameters, context: Context) => unknown

/** `METHOD /path/:name` and what answers it. */
export type Routes<Context> = Readonly<Record<string, Handler<Context>>>

/** Finds what answers a request. */
export function findRoute<Context>(
  routes: Routes<Context>,
  { method, path }: Pick<Exchange, 'method' | 'path'>,
): { readonly handler: Handler<Context>; readonly parameters: Parameters } | undefined {
  for (const [pattern, handler] of Object.entries(routes)) {
    const [verb = '', template = ''] = pattern.split(' ')
    const parameters = verb === method ? match(template, path) : undefined
    if (parameters !== undefined) return { handler, parameters }
  }
  return undefined
}

function match(template: string, path: string): Parameters | undefined {
  const wanted = template.split('/')
  const given = path.split('/')
  if (wanted.length !== given.length) return undefined
  const parameters: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const segment = given[index] ?? ''
    if (part.startsWith(':')) parameters[part.slice(1)] = decodeURIComponent(segment)
    else if (part !== segment) return undefined
  }
  return parameters
}
