/** Runs an operation some times, one after the other. @returns microseconds for each. */
export async function timeOperations(count: number, operation: (turn: number) => unknown): Promise<number> {
  const start = performance.now()
  for (let turn = 0; turn < count; turn += 1) {
    const result = operation(turn)
    if (result instanceof Promise) await result
  }
  return ((performance.now() - start) * 1000) / count
}

/**
 * Runs a batch of operations again and again until enough time has gone by for a clock to measure.
 * @returns microseconds for each operation.
 */
export async function timeBatches(size: number, batch: () => unknown, minimumMs = 60): Promise<number> {
  const start = performance.now()
  let batches = 0
  do {
    const result = batch()
    if (result instanceof Promise) await result
    batches += 1
  } while (performance.now() - start < minimumMs)
  return ((performance.now() - start) * 1000) / (batches * size)
}
