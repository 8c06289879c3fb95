import type { InfrastructureError } from '@autoopt/collector'
import type { RetryableError, RetryPolicy } from '@autoopt/config'

const settingOf: Partial<Record<InfrastructureError['class'], RetryableError>> = {
  rate_limit: 'rate_limit',
  server: 'server_error',
  timeout: 'timeout',
  network: 'network',
}

/** Whether a policy tries again what failed in this way, attempts aside. */
export function isRetried(error: InfrastructureError, { retry_on }: RetryPolicy): boolean {
  const setting = settingOf[error.class]
  return error.retryable && (setting === undefined || retry_on.includes(setting))
}
