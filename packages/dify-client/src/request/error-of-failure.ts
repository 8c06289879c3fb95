import { DifyNetworkError, type DifyErrorContext } from '../errors.ts'

/** Failures after which nothing can have reached the server. */
const unsentCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

const advice: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens there: is the server running, and is the address right?',
  ENOTFOUND: 'There is no such host: is the address right?',
  EAI_AGAIN: 'The name of the host cannot be looked up at the moment.',
  UND_ERR_CONNECT_TIMEOUT: 'It does not answer: is the address right, and is a proxy needed?',
  SELF_SIGNED_CERT_IN_CHAIN: "Its certificate is not trusted: name its authority's file in NODE_EXTRA_CA_CERTS.",
  DEPTH_ZERO_SELF_SIGNED_CERT: 'Its certificate is signed by itself: name it in NODE_EXTRA_CA_CERTS.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "Its certificate is not trusted: name its authority's file in NODE_EXTRA_CA_CERTS.",
}

/** The error for a request that got no answer. */
export function errorOfFailure(cause: unknown, context: DifyErrorContext): DifyNetworkError {
  const code = systemCode(cause)
  const isUnsent = code !== undefined && unsentCodes.has(code)
  const why = code === undefined ? 'the connection broke.' : `${code}. ${advice[code] ?? 'The connection broke.'}`
  return new DifyNetworkError(`Cannot reach Dify at ${context.host ?? 'its address'}: ${why}`, { ...context, isUnsent })
}

/** The code of the innermost cause; undici wraps them. */
function systemCode(error: unknown): string | undefined {
  let code: string | undefined
  for (let current = error; current instanceof Error; current = current.cause) {
    const own: unknown = 'code' in current ? current.code : undefined
    if (typeof own === 'string') code = own
    if (current instanceof AggregateError && current.errors.length > 0) return systemCode(current.errors[0]) ?? code
  }
  return code
}
