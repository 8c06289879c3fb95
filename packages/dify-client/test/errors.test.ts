import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  DifyAccessError,
  DifyAuthError,
  DifyDraftConflictError,
  DifyError,
  DifyModelError,
  DifyNetworkError,
  DifyNotFoundError,
  DifyQuotaError,
  DifyRequestError,
  DifyResponseError,
  DifyServerError,
  DifyTimeoutError,
} from '../src/index.ts'
import { errorOfAnswer } from '../src/request/error-of-answer.ts'
import { account, answer, clientOf, startFakeDify } from './fake-dify.ts'

describe('a refused call', () => {
  it.each([
    [401, 'unauthorized', 'Access token is invalid', DifyAuthError],
    [400, 'email_or_password_mismatch', 'The email or password is mismatched.', DifyAuthError],
    [403, 'forbidden', 'The app no longer exists.', DifyAccessError],
    [404, 'not_found', 'Conversation Not Exists.', DifyNotFoundError],
    [404, 'draft_workflow_not_exist', 'Draft workflow need to be initialized.', DifyNotFoundError],
    [400, 'draft_workflow_not_sync', 'Workflow graph might have been modified.', DifyDraftConflictError],
    [409, 'draft_workflow_not_sync', 'Workflow graph might have been modified.', DifyDraftConflictError],
    [400, 'provider_quota_exceeded', 'Your quota is used up', DifyQuotaError],
    [400, 'provider_not_initialize', 'No valid model provider credentials found.', DifyModelError],
    [400, 'invalid_param', 'q is required', DifyRequestError],
    [413, 'file_too_large', 'File is too large', DifyRequestError],
    [500, 'internal_server_error', 'oops', DifyServerError],
    [504, undefined, '', DifyServerError],
  ])('of HTTP %i with %s (%s) has its own class', (status, code, message, expected) => {
    const error = errorOfAnswer({ status, code, message }, { call: 'GET /v1/x' })
    expect(error).toBeInstanceOf(expected)
    expect(error.context).toMatchObject({ status, difyCode: code })
    expect(error.message).toMatch(/[.!?]$/)
  })

  it.each([
    [{ code: 'unknown', message: 'from restx' }, /from restx/],
    [{ error: { type: 'validation', message: 'from another framework' } }, /another framework/],
    [{ custom: 'max_keys_exceeded', message: 'Cannot create more than 10 API keys' }, /more than 10/],
    [{ code: 'invalid_param', message: { q: 'missing' }, params: 'q' }, /"missing".*\(q\)/],
  ])('is understood in every form of body: %o', async (body, expected) => {
    const dify = await startFakeDify((_seen, response) => {
      answer(response, 400, body)
    })
    await expect(clientOf(dify.url).service().parameters()).rejects.toThrow(expected)
  })
})

describe('a server that is not what it should be', () => {
  it('is not followed to another host, so that the key stays', async () => {
    const elsewhere = await startFakeDify((_seen, response) => {
      answer(response, 200, {})
    })
    const dify = await startFakeDify((_seen, response) => {
      answer(response, 307, undefined, { location: `${elsewhere.url}/v1/parameters?token=app-0123456789abcdef` })
    })
    const error: unknown = await clientOf(dify.url)
      .service()
      .parameters()
      .catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(DifyResponseError)
    expect(String(error)).toContain(elsewhere.url)
    expect(elsewhere.seen).toHaveLength(0)
  })

  it.each([
    ['a page', '<html>Welcome</html>'],
    ['a record of another shape', '{"user_input_form": "none"}'],
  ])('is told from Dify when it answers with %s', async (_what, body) => {
    const dify = await startFakeDify((_seen, response) => {
      response.end(body)
    })
    await expect(clientOf(dify.url).service().parameters()).rejects.toBeInstanceOf(DifyResponseError)
  })

  it('is reported when nothing listens, with advice', async () => {
    const error: unknown = await clientOf('http://127.0.0.1:1024')
      .service()
      .parameters()
      .catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(DifyNetworkError)
    expect(String(error)).toMatch(/127\.0\.0\.1:1024.*ECONNREFUSED.*running/)
  })

  it('is reported when it does not answer in time', async () => {
    const dify = await startFakeDify(() => {})
    const client = clientOf(dify.url, undefined, { request_timeout_ms: 100 })
    await expect(client.service().parameters()).rejects.toBeInstanceOf(DifyTimeoutError)
  })
})

it.each(['app-…', 'app-1 ', '', 'app-\n'])(
  'a key that can be none (%j) is refused before it is sent, and not told',
  (api_key) => {
    expect(() => clientOf('http://127.0.0.1:1024').service(api_key)).toThrow(DifyAuthError)
  },
)

describe('secrets', () => {
  it('appear in no error, whatever a server repeats of them', async () => {
    const secrets = [
      'app-0123456789abcdef',
      account.password,
      Buffer.from(account.password).toString('base64'),
      'acc-tok',
      'csrf-tok',
    ]
    let body: unknown = {}
    let status = 400
    const dify = await startFakeDify(
      ({ path }, response) => {
        if (path !== '/console/api/login') return answer(response, status, body)
        const cookies = ['access_token=acc-tok', 'refresh_token=ref-tok', 'csrf_token=csrf-tok'] as unknown as string
        answer(response, 200, { result: 'success' }, { 'set-cookie': cookies })
      },
      { version: '1.12.1' },
    )
    const client = clientOf(dify.url, { ...account, api_key: 'app-0123456789abcdef' })
    const service = client.service()
    const pieces = fc.array(fc.oneof(fc.constantFrom(...secrets), fc.string()), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(
        pieces,
        fc.constantFrom(400, 403, 404, 409, 418),
        fc.boolean(),
        async (parts, code, isConsole) => {
          status = code
          body = { code: 'invalid_param', message: parts.join(' ') }
          const call = isConsole ? client.console.apps.get('x') : service.parameters()
          const error: unknown = await call.catch((caught: unknown) => caught)
          expect(error).toBeInstanceOf(DifyError)
          const told = inspect(error, { depth: 10 }) + JSON.stringify(error) + String(error)
          for (const secret of secrets) expect(told).not.toContain(secret)
        },
      ),
      { seed: 7, numRuns: 60 },
    )
  })
})
