/**
 * Sends a request, as Dify does through httpx.
 *
 * A recorded output that fits the request stands for it. Statuses other than 2xx count as success, unless the node says what to do about
 * failures. Private addresses are refused, see {@link HttpPolicy}.
 */
import { recordOf } from '../../app/untyped.ts'
import { NodeError, RuntimeError } from '../../errors.ts'
import type { HttpResponse } from '../../http/exchange.ts'
import { formatMegabytes } from '../../http/format-megabytes.ts'
import { httpFailure } from '../../http/http-failure.ts'
import { sendRequest } from '../../http/send-request.ts'
import type { FileValue } from '../../values/file-value.ts'
import type { Values } from '../../values/value.ts'
import type { NodeContext, NodeRunner, RuntimeNode } from '../node-runner.ts'
import { missingRecording, replayRecording } from '../recorded.ts'
import { withDetails } from '../with-details.ts'
import { describeRequest } from './describe-request.ts'
import { prepareRequest } from './prepare-request.ts'
import type { PreparedRequest } from './prepare-request.ts'
import { isFileResponse, responseFile, responseText } from './read-response.ts'

const [maxTextBytes, maxFileBytes] = [1024 * 1024, 10 * 1024 * 1024]

/** Runs an `http-request` node. */
export const runHttpRequest: NodeRunner = async (node, context) => {
  const prepared = await prepare(node, context)
  const request = describeRequest(prepared)
  const inputs: Values = { request }
  const isRecorded = context.engine.recordings.find(node.id, inputs) !== undefined
  if (context.http.offline === true || isRecorded) return replayRecording(node, context, { inputs, reason: isOff })
  const process_data: Values = { request }
  try {
    const outputs = readOutputs(await send(prepared, node, context))
    const status = Number(outputs['status_code'])
    if ((status < 200 || status > 299) && handlesFailures(node)) {
      throw new NodeError(`Request failed with status code ${status}`, { type: 'HTTPResponseCodeError' })
    }
    return { process_data, outputs }
  } catch (error) {
    throw withDetails(error, { process_data })
  }
}

const isOff = 'sends a request, and requests are switched off'

/**
 * Where requests are switched off and nothing was recorded for the node, it cannot run, and this is what a person must hear, also when
 * this request could not be made.
 */
async function prepare(node: RuntimeNode, context: NodeContext): Promise<PreparedRequest> {
  try {
    return await prepareRequest(node, context)
  } catch (error) {
    const isFutile = context.http.offline === true && context.engine.recordings.find(node.id, {}) === undefined
    if (!isFutile || !(error instanceof NodeError)) throw error
    const reason = `${isOff} (this one could not even be made: ${error.message})`
    throw missingRecording(node, { inputs: {}, reason })
  }
}

function handlesFailures({ data }: RuntimeNode): boolean {
  return typeof data['error_strategy'] === 'string' || recordOf(data['retry_config'])['retry_enabled'] === true
}

async function send(
  { method, url, headers, body }: PreparedRequest,
  { data }: RuntimeNode,
  { http: policy, signal }: NodeContext,
): Promise<HttpResponse> {
  const { connect, read } = recordOf(data['timeout'])
  try {
    return await sendRequest(
      { method, url, headers, body: body?.bytes },
      {
        policy,
        signal,
        connectTimeoutMs: limitSeconds(connect, 10) * 1000,
        readTimeoutMs: limitSeconds(read, 600) * 1000,
        verifiesTls: data['ssl_verify'] !== false,
        maxBytes: maxFileBytes,
      },
    )
  } catch (error) {
    if (error instanceof RuntimeError || signal.aborted) throw error
    throw httpFailure(error instanceof Error ? error.message : String(error), error)
  }
}

/** What the node asks for is bounded by what Dify allows. */
function limitSeconds(seconds: unknown, most: number): number {
  return typeof seconds === 'number' && seconds > 0 ? Math.min(seconds, most) : most
}

function readOutputs(response: HttpResponse): Values {
  const { status, headers, body } = response
  const isFile = isFileResponse(response)
  if (!isFile && body.length > maxTextBytes) {
    const [limit, size] = [maxTextBytes, body.length].map(formatMegabytes)
    throw new NodeError(`Text size is too large, max size is ${limit}, but current size is ${size}.`, {
      type: 'ResponseSizeError',
    })
  }
  const files: readonly FileValue[] = isFile ? [responseFile(response)] : []
  return { status_code: status, body: isFile ? '' : responseText(response), headers, files }
}
