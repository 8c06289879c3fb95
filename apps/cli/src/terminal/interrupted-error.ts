/** Why work ended: somebody pressed Ctrl-C. The message says how to go on. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError'
  readonly code = 'CLI-INTERRUPTED-001'
}
