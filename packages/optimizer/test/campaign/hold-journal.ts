/**
 * Opens a journal in a process of its own: `node hold-journal.ts JOURNAL`. Says `held` or the code of the error with its message, and
 * holds the journal until its input ends.
 */
import { FileJournal } from '../../src/campaign/journal/file-journal.ts'
import { JournalLockedError } from '../../src/campaign/errors.ts'

const [path = ''] = process.argv.slice(2)
try {
  await using journal = await FileJournal.open(path)
  process.stdout.write('held\n')
  for await (const _ of process.stdin) continue
  await journal.append({ kind: 'decision', key: `process ${process.pid}`, value: true, elapsed_ms: 0 })
} catch (error) {
  if (!(error instanceof JournalLockedError)) throw error
  process.stdout.write(`${error.code} ${error.message}\n`)
}
