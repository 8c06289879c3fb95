/**
 * A campaign in a process of its own: `node campaign-process.ts JOURNAL LEDGER [KILL_AFTER]`. Whatever is paid for is noted in the ledger
 * at once. After so many payments the process kills itself, some time later, as a power cut would. Prints the result as JSON.
 */
import { appendFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { runCampaign } from '../../src/campaign/campaign.ts'
import { FileJournal } from '../../src/campaign/journal/file-journal.ts'
import { toyWorld } from './toy-world.ts'

const [journalPath = '', ledgerPath = '', killAfter = '0'] = process.argv.slice(2)
let paid = 0
const world = toyWorld({
  onPaid: (what) => {
    appendFileSync(ledgerPath, `${what}\n`)
    paid += 1
    if (paid === Number(killAfter)) setTimeout(() => process.kill(process.pid, 'SIGKILL'), paid % 4)
  },
  // So that a kill meets runs in flight.
  delay: async () => {
    if (Number(killAfter) > 0 && paid + 8 > Number(killAfter)) await sleep(1)
  },
})
const now = (): Date => new Date('2026-01-01T00:00:00.000Z')
await using journal = await FileJournal.open(journalPath)
for await (const event of runCampaign({ ...world, journal, budget: 'light', now }))
  if (event.type === 'finished') process.stdout.write(JSON.stringify(event.result))
