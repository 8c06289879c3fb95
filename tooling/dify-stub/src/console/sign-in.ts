import { randomBytes } from 'node:crypto'
import { type Exchange, textOf } from '../http/exchange.ts'
import { Refusal, sendJson } from '../http/reply.ts'
import type { Workspace } from '../state/workspace.ts'

const mostWrongPasswords = 5

/** `POST /login`, in the form of the version. */
export function signIn({ json, response }: Exchange, workspace: Workspace): void {
  const { account, traits } = workspace.options
  if (workspace.wrongPasswords > mostWrongPasswords)
    throw new Refusal(429, 'email_code_login_limit', 'Too many incorrect password attempts. Please try again later.')
  const password = readPassword(textOf(json['password']) ?? '', traits.encodesPasswords)
  if (json['email'] !== account.email || password !== account.password) {
    workspace.wrongPasswords += 1
    if (traits.signsInByCookie) throw new Refusal(401, 'authentication_failed', 'Invalid email or password.')
    throw new Refusal(400, 'email_or_password_mismatch', 'The email or password is mismatched.')
  }
  workspace.wrongPasswords = 0
  grant(response, workspace)
}

/** `POST /refresh-token`: a new session for a refresh token, which is used up. */
export function refresh({ json, headers, response }: Exchange, workspace: Workspace): void {
  const token = workspace.traits.signsInByCookie
    ? cookiesOf(headers.cookie).get('refresh_token')
    : textOf(json['refresh_token'])
  if (token === undefined || !workspace.refreshTokens.delete(token))
    throw new Refusal(401, 'unauthorized', 'Invalid refresh token')
  grant(response, workspace)
}

/** Refuses a call of the console that is not signed in. */
export function requireSession({ headers, path }: Exchange, workspace: Workspace): void {
  const { traits, adminApiKey, workspaceId, faults } = workspace.options
  const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
  if (bearer === adminApiKey && headers['x-workspace-id'] === workspaceId) return
  if (faults.strikes('expired_token')) workspace.accessTokens.clear()
  const cookies = cookiesOf(headers.cookie)
  const token = bearer ?? cookies.get('access_token')
  if (traits.signsInByCookie && !path.includes('/workflows/draft')) {
    const csrf = headers['x-csrf-token']
    if (typeof csrf !== 'string' || csrf !== cookies.get('csrf_token') || !workspace.csrfTokens.has(csrf))
      throw new Refusal(401, 'unauthorized', 'CSRF token is missing or invalid.')
  }
  if (token === undefined || !workspace.accessTokens.has(token))
    throw new Refusal(401, 'unauthorized', 'Token has expired.')
}

function readPassword(sent: string, isEncoded: boolean): string {
  if (!isEncoded) return sent
  if (!/^[\d+/A-Za-z]*={0,2}$/.test(sent) || sent.length % 4 !== 0)
    throw new Refusal(401, 'authentication_failed', 'Invalid encrypted data')
  return Buffer.from(sent, 'base64').toString('utf8')
}

function grant(response: Exchange['response'], workspace: Workspace): void {
  const [access, refreshToken, csrf] = [newToken(), newToken(), newToken()]
  workspace.accessTokens.add(access)
  workspace.refreshTokens.add(refreshToken)
  workspace.csrfTokens.add(csrf)
  if (!workspace.traits.signsInByCookie) {
    sendJson(response, 200, { result: 'success', data: { access_token: access, refresh_token: refreshToken } })
    return
  }
  response.setHeader('set-cookie', [
    `access_token=${access}; HttpOnly; Path=/; SameSite=Lax`,
    `refresh_token=${refreshToken}; HttpOnly; Path=/; SameSite=Lax`,
    `csrf_token=${csrf}; Path=/; SameSite=Lax`,
  ])
  sendJson(response, 200, { result: 'success' })
}

function newToken(): string {
  return randomBytes(16).toString('hex')
}

function cookiesOf(header: string | undefined): Map<string, string> {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim().split('='))
  return new Map(pairs.map(([name = '', ...rest]) => [name, rest.join('=')]))
}
