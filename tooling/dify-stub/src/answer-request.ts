import type { IncomingMessage, ServerResponse } from 'node:http'
import { appRoutes } from './console/apps.ts'
import { checkDependencies, confirmImport, importApp } from './console/imports.ts'
import { runRoutes } from './console/runs.ts'
import { refresh, requireSession, signIn } from './console/sign-in.ts'
import { workflowRoutes } from './console/workflows.ts'
import { type Exchange, readExchange } from './http/exchange.ts'
import { Refusal, sendJson } from './http/reply.ts'
import { findRoute, type Routes } from './http/router.ts'
import { serviceRoutes } from './service/service-routes.ts'
import type { Workspace } from './state/workspace.ts'

const consoleRoutes: Routes<Workspace> = {
  'POST /apps/imports': importApp,
  'POST /apps/imports/:import/confirm': confirmImport,
  'GET /apps/imports/:app/check-dependencies': checkDependencies,
  ...appRoutes,
  ...workflowRoutes,
  ...runRoutes,
  'GET /account/profile': ({ response }, _parameters, { options: { account } }) => {
    sendJson(response, 200, { id: 'owner', name: 'Owner', email: account.email })
  },
}

const consoleBase = '/console/api'
const serviceBase = '/v1'

/** Answers one request, whatever it is; mistakes of the stub itself come as HTTP 500. */
export async function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  workspace: Workspace,
): Promise<void> {
  response.setHeader('x-version', workspace.traits.version)
  try {
    const exchange = await readExchange(request, response)
    if (exchange.path.startsWith(`${consoleBase}/`)) await answerConsole(below(exchange, consoleBase), workspace)
    else if (exchange.path.startsWith(`${serviceBase}/`)) await answerService(below(exchange, serviceBase), workspace)
    else throw new Refusal(404, 'not_found', 'The requested URL was not found on the server.')
  } catch (error) {
    if (error instanceof Refusal) sendJson(response, error.status, error.body)
    else sendJson(response, 500, { code: 'internal_server_error', message: String(error), status: 500 })
  }
}

async function answerConsole(exchange: Exchange, workspace: Workspace): Promise<void> {
  const { method, path, response } = exchange
  if (path === '/setup') sendJson(response, 200, { step: 'finished', setup_at: null })
  else if (method === 'POST' && path === '/login') signIn(exchange, workspace)
  else if (method === 'POST' && path === '/refresh-token') refresh(exchange, workspace)
  else {
    requireSession(exchange, workspace)
    await answerBy(consoleRoutes, exchange, workspace)
  }
}

async function answerService(exchange: Exchange, workspace: Workspace): Promise<void> {
  if (workspace.faults.strikes('server_error'))
    throw new Refusal(500, 'internal_server_error', 'The server encountered an error')
  const key = /^Bearer (.+)$/.exec(exchange.headers.authorization ?? '')?.[1]
  const app = key === undefined ? undefined : workspace.appOfKey(key)
  if (key !== undefined && workspace.isOrphan(key)) throw new Refusal(403, 'forbidden', 'The app no longer exists.')
  if (app === undefined) throw new Refusal(401, 'unauthorized', 'Access token is invalid')
  await answerBy(serviceRoutes, exchange, { workspace, app })
}

async function answerBy<Context>(routes: Routes<Context>, exchange: Exchange, context: Context): Promise<void> {
  const route = findRoute(routes, exchange)
  if (route === undefined) throw new Refusal(404, 'not_found', 'The requested URL was not found on the server.')
  await route.handler(exchange, route.parameters, context)
}

function below(exchange: Exchange, base: string): Exchange {
  return { ...exchange, path: exchange.path.slice(base.length) }
}
