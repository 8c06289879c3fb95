import { createInterface } from 'node:readline/promises'
import { InterruptedError } from './interrupted-error.ts'

/**
 * Asks a person at the terminal whether to go on; Enter is a yes.
 *
 * @throws an error with the code `CLI-INTERRUPTED-001` when the answer is Ctrl-C.
 */
export async function ask(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const answer = await terminal.question(`${question} [Y/n] `)
    return /^\s*(y(es)?)?\s*$/iu.test(answer)
  } catch (error) {
    if (!(error instanceof Error && error.name === 'AbortError')) throw error
    process.stderr.write('\n')
    throw new InterruptedError('Nothing was begun.', { cause: error })
  } finally {
    terminal.close()
  }
}
