/**
 * Signing in to the console, in its three generations: a token in the answer (to 1.9.1), cookies with a CSRF token (from
 * 1.9.2), and the same with the password in Base64 (from 1.11.2); or the server's admin key, without signing in.
 *
 * Wrong passwords are counted and lock the account for a day, so a password is tried once, and in its other form once more only
 * where the version of the server leaves its form open. What failed once is never tried again.
 */
import { Buffer } from 'node:buffer'
import { DifyAuthError, DifyResponseError } from '../errors.ts'
import type { Answer, Call, Transport } from '../request/transport.ts'
import { canServer } from '../server-version.ts'

/** An account, or the server's admin key with the workspace that it acts in. */
export type ConsoleCredentials =
  | { readonly email: string; readonly password: string }
  | { readonly adminApiKey: string; readonly workspaceId: string }

interface Tokens {
  readonly access: string
  readonly refresh: string | undefined
  readonly csrf: string | undefined
  /** Every cookie of the server, by its whole name. Empty where tokens come in answers. */
  readonly cookies: ReadonlyMap<string, string>
}

export class ConsoleSession {
  readonly #transport: Transport
  readonly #credentials: ConsoleCredentials
  #tokens: Promise<Tokens> | undefined
  #refusal: DifyAuthError | undefined

  constructor(transport: Transport, credentials: ConsoleCredentials) {
    this.#transport = transport
    this.#credentials = credentials
    transport.secrets.add('password' in credentials ? credentials.password : credentials.adminApiKey)
    if ('password' in credentials) transport.secrets.add(inBase64(credentials.password))
  }

  /** Makes a call of the console, signing in before it or again when needed. */
  async call<Result>(call: Call, run: (call: Call) => Promise<Result>): Promise<Result> {
    const headers = await this.#headers()
    try {
      return await run(withHeaders(call, headers))
    } catch (error) {
      if (!(error instanceof DifyAuthError) || 'adminApiKey' in this.#credentials) throw error
      return run(withHeaders(call, await this.#renewed(headers)))
    }
  }

  async #headers(): Promise<Record<string, string>> {
    const credentials = this.#credentials
    if ('adminApiKey' in credentials)
      return { authorization: `Bearer ${credentials.adminApiKey}`, 'x-workspace-id': credentials.workspaceId }
    if (this.#refusal) throw this.#refusal
    this.#tokens ??= this.#signIn(credentials).catch((error: unknown) => {
      this.#tokens = undefined
      if (error instanceof DifyAuthError) this.#refusal = error
      throw error
    })
    return headersOf(await this.#tokens)
  }

  /** New headers after `stale` ones were refused: by the refresh token, else by signing in again. Callers share one renewal. */
  async #renewed(stale: Record<string, string>): Promise<Record<string, string>> {
    const tokens = await this.#tokens
    // Somebody else has renewed them meanwhile.
    if (tokens === undefined || JSON.stringify(headersOf(tokens)) !== JSON.stringify(stale)) return this.#headers()
    this.#tokens = this.#refresh(tokens).catch((error: unknown) => {
      this.#tokens = undefined
      throw error
    })
    try {
      return headersOf(await this.#tokens)
    } catch (error) {
      if (!(error instanceof DifyAuthError)) throw error
      return this.#headers()
    }
  }

  async #signIn({ email, password }: { readonly email: string; readonly password: string }): Promise<Tokens> {
    const version = await this.#version()
    const encodes = canServer(version, 'encodesPasswords')
    // Cloud builds and forks tell no version: the newer form first, and the other only there.
    const forms = encodes === undefined ? [inBase64(password), password] : [encodes ? inBase64(password) : password]
    for (const [index, form] of forms.entries()) {
      try {
        const body = { email, password: form, remember_me: true }
        const call: Call = { method: 'POST', path: '/console/api/login', body, isRepeatable: false }
        return this.#keep(call, await this.#transport.json(call))
      } catch (error) {
        if (!(error instanceof DifyAuthError) || index === forms.length - 1) throw error
      }
    }
    throw new DifyAuthError('Dify accepts no form of the password.', { host: this.#transport.host })
  }

  /** Any answer tells it, so the cheapest call is made when none was made yet. */
  async #version(): Promise<string | undefined> {
    if (this.#transport.serverVersion === undefined)
      await this.#transport.json({ method: 'GET', path: '/console/api/setup' })
    return this.#transport.serverVersion
  }

  async #refresh(tokens: Tokens): Promise<Tokens> {
    if (tokens.refresh === undefined) throw new DifyAuthError('The session has ended.', { host: this.#transport.host })
    const call: Call = {
      method: 'POST',
      path: '/console/api/refresh-token',
      headers: tokens.cookies.size > 0 ? headersOf(tokens) : {},
      body: tokens.cookies.size > 0 ? {} : { refresh_token: tokens.refresh },
      isRepeatable: false,
    }
    return this.#keep(call, await this.#transport.json(call), tokens.cookies)
  }

  #keep(call: Call, answer: Answer, known: ReadonlyMap<string, string> = new Map()): Tokens {
    const tokens = tokensOf(answer, known)
    if (tokens === undefined) {
      const message = `${this.#transport.host} accepted the account and gave no session. Is a proxy taking cookies away?`
      throw new DifyResponseError(message, { call: `${call.method} ${call.path}`, host: this.#transport.host })
    }
    for (const secret of [tokens.access, tokens.refresh, tokens.csrf]) if (secret) this.#transport.secrets.add(secret)
    return tokens
  }
}

function withHeaders(call: Call, headers: Record<string, string>): Call {
  return { ...call, headers: { ...call.headers, ...headers } }
}

function headersOf({ access, csrf, cookies }: Tokens): Record<string, string> {
  if (cookies.size === 0) return { authorization: `Bearer ${access}` }
  const cookie = Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ')
  return { cookie, ...(csrf !== undefined && { 'x-csrf-token': csrf }) }
}

function tokensOf(answer: Answer, known: ReadonlyMap<string, string>): Tokens | undefined {
  const data = Object((Object(answer.body) as Record<string, unknown>)['data']) as Record<string, unknown>
  const { access_token: access, refresh_token: refresh } = data
  if (typeof access === 'string' && access !== '')
    return { access, refresh: typeof refresh === 'string' ? refresh : undefined, csrf: undefined, cookies: new Map() }
  const cookies = new Map(known)
  for (const line of answer.headers.getSetCookie()) {
    const [pair = ''] = line.split(';')
    const at = pair.indexOf('=')
    if (at > 0) cookies.set(pair.slice(0, at).trim(), pair.slice(at + 1).trim())
  }
  // Their names may have a prefix, `__Host-`.
  const named = (name: string): string | undefined => [...cookies].find(([key]) => key.endsWith(name))?.[1]
  const token = named('access_token')
  return token ? { access: token, refresh: named('refresh_token'), csrf: named('csrf_token'), cookies } : undefined
}

function inBase64(password: string): string {
  return Buffer.from(password, 'utf8').toString('base64')
}
