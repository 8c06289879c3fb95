import { describe, expect, it } from 'vitest'
import { DifyAuthError, DifyLockedError } from '../src/index.ts'
import { account, answer, clientOf, startFakeDify } from './fake-dify.ts'

const base64 = Buffer.from(account.password).toString('base64')
const profile = { id: 'u1', email: account.email }

function withCookies(prefix = '', turn = 1) {
  return {
    'set-cookie': [
      `${prefix}access_token=access${turn}; HttpOnly; Path=/`,
      `${prefix}refresh_token=refresh${turn}; HttpOnly; Path=/`,
      `${prefix}csrf_token=csrf${turn}; Path=/`,
    ] as unknown as string,
  }
}

describe('signing in', () => {
  it('sends the password as it is to 0.15, and the token of the answer with every call', async () => {
    const dify = await startFakeDify(
      ({ path }, response) => {
        if (path === '/console/api/login')
          return answer(response, 200, { result: 'success', data: { access_token: 'aaa', refresh_token: 'rrr' } })
        answer(response, 200, profile)
      },
      { version: '0.15.3' },
    )
    await clientOf(dify.url, account).console.profile()
    expect(dify.calls('/console/api/login')[0]?.json).toMatchObject({ password: account.password })
    expect(dify.seen.at(-1)?.headers.authorization).toBe('Bearer aaa')
  })

  it.each(['', '__Host-'])(
    'sends the password in Base64 to 1.12, then cookies %s and the CSRF token',
    async (prefix) => {
      const dify = await startFakeDify(
        ({ path }, response) => {
          if (path === '/console/api/login') return answer(response, 200, { result: 'success' }, withCookies(prefix))
          answer(response, 200, profile)
        },
        { version: '1.12.1' },
      )
      await clientOf(dify.url, account).console.profile()
      expect(dify.calls('/console/api/login')[0]?.json).toMatchObject({ password: base64 })
      expect(dify.seen.at(-1)?.headers).toMatchObject({
        cookie: `${prefix}access_token=access1; ${prefix}refresh_token=refresh1; ${prefix}csrf_token=csrf1`,
        'x-csrf-token': 'csrf1',
      })
    },
  )

  it('sends a wrong password once, and never again with later calls', async () => {
    const dify = await startFakeDify(
      (_seen, response) => {
        answer(response, 401, { code: 'authentication_failed', message: 'Invalid email or password.', status: 401 })
      },
      { version: '1.12.1' },
    )
    const { console } = clientOf(dify.url, account)
    await expect(console.profile()).rejects.toBeInstanceOf(DifyAuthError)
    await expect(console.profile()).rejects.toBeInstanceOf(DifyAuthError)
    expect(dify.calls('/console/api/login')).toHaveLength(1)
  })

  it('tries the other form of the password once when the server does not say its version', async () => {
    const dify = await startFakeDify(({ path, json }, response) => {
      if (path !== '/console/api/login') return answer(response, 200, profile)
      if (json?.['password'] === account.password)
        return answer(response, 200, { data: { access_token: 'aaa', refresh_token: 'rrr' } })
      answer(response, 401, { code: 'authentication_failed', message: 'Invalid email or password.' })
    })
    await clientOf(dify.url, account).console.profile()
    expect(dify.calls('/console/api/login').map(({ json }) => json?.['password'])).toEqual([base64, account.password])
  })

  it('says that an account is locked', async () => {
    const dify = await startFakeDify(
      (_seen, response) => {
        answer(response, 429, { code: 'email_code_login_limit', message: 'Too many incorrect password attempts.' })
      },
      { version: '0.15.3' },
    )
    await expect(clientOf(dify.url, account).console.profile()).rejects.toBeInstanceOf(DifyLockedError)
    expect(dify.calls('/console/api/login')).toHaveLength(1)
  })

  it.each([
    ['0.15.3', { refresh_token: 'r1' }],
    ['1.12.1', {}],
  ])('renews a session that has ended, once for all calls, on %s', async (version, refreshBody) => {
    let isExpired = false
    const dify = await startFakeDify(
      ({ path, headers }, response) => {
        const isOld = version === '0.15.3'
        if (path === '/console/api/login')
          return isOld
            ? answer(response, 200, { data: { access_token: 'a1', refresh_token: 'r1' } })
            : answer(response, 200, { result: 'success' }, withCookies())
        if (path === '/console/api/refresh-token') {
          return isOld
            ? answer(response, 200, { data: { access_token: 'a2', refresh_token: 'r2' } })
            : answer(response, 200, { result: 'success' }, withCookies('', 2))
        }
        const token = isOld ? headers.authorization : headers['x-csrf-token']
        if (isExpired && (token === 'Bearer a1' || token === 'csrf1'))
          return answer(response, 401, { code: 'unauthorized', message: 'Token has expired.' })
        answer(response, 200, profile)
      },
      { version },
    )
    const { console } = clientOf(dify.url, account)
    await console.profile()
    isExpired = true
    await Promise.all(Array.from({ length: 5 }, async () => console.profile()))
    expect(dify.calls('/console/api/refresh-token').map(({ json }) => json)).toEqual([refreshBody])
    expect(dify.calls('/console/api/login')).toHaveLength(1)
  })

  it('signs in again when the refresh token has ended too', async () => {
    let logins = 0
    const dify = await startFakeDify(
      ({ path, headers }, response) => {
        if (path === '/console/api/login') {
          logins += 1
          return answer(response, 200, { data: { access_token: `a${logins}`, refresh_token: 'r' } })
        }
        if (path === '/console/api/refresh-token' || (logins === 1 && headers.authorization === 'Bearer a1'))
          return answer(response, 401, { code: 'unauthorized', message: 'Invalid token' })
        answer(response, 200, profile)
      },
      { version: '0.15.3' },
    )
    await expect(clientOf(dify.url, account).console.profile()).resolves.toMatchObject(profile)
    expect(logins).toBe(2)
  })

  it('uses the admin key without signing in', async () => {
    const dify = await startFakeDify((_seen, response) => {
      answer(response, 200, profile)
    })
    await clientOf(dify.url, { admin_api_key: 'admin', workspace_id: 'w1' }).console.profile()
    expect(dify.seen.map(({ path }) => path)).toEqual(['/console/api/account/profile'])
    expect(dify.seen[0]?.headers).toMatchObject({ authorization: 'Bearer admin', 'x-workspace-id': 'w1' })
  })

  it('says what is missing when there is no account', () => {
    expect(() => clientOf('http://127.0.0.1:9').console).toThrow(/dify\.auth\.email/)
  })
})
