import { RemoteFileError, RuntimeError } from '../errors.ts'
import type { HttpPolicy } from '../nodes/node-runner.ts'
import type { FileValue } from '../values/file-value.ts'
import { httpFailure } from './http-failure.ts'
import { acceptedEncodings } from './read-body.ts'
import { sendRequest } from './send-request.ts'

/** Largest file that is fetched. */
const maxBytes = 100 * 1024 * 1024

/**
 * The content of a file that lies on a server.
 *
 * @throws {@link RemoteFileError} when requests are switched off, {@link NodeError} when the server does not give the file.
 */
export async function fetchFile({ facts }: FileValue, policy: HttpPolicy, signal: AbortSignal): Promise<Uint8Array> {
  const { remote_url: address, name } = facts
  if (policy.offline === true || address === undefined) throw new RemoteFileError(name)
  const headers = { accept: '*/*', 'accept-encoding': acceptedEncodings, 'user-agent': 'autoopt' }
  const limits = { connectTimeoutMs: 10_000, readTimeoutMs: 60_000, verifiesTls: true, maxBytes }
  try {
    const request = { method: 'GET', url: new URL(address), headers, body: undefined }
    const { status, body } = await sendRequest(request, { policy, signal, ...limits })
    if (status >= 200 && status < 300) return body
    throw httpFailure(`The file ${name} cannot be fetched: status ${status}`)
  } catch (error) {
    if (error instanceof RuntimeError || signal.aborted) throw error
    throw httpFailure(
      `The file ${name} cannot be fetched: ${error instanceof Error ? error.message : String(error)}`,
      error,
    )
  }
}
