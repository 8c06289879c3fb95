/** Runs a plan of many cases on a stub target, and prints what that took: `node memory-worker.ts '{"folder", "cases"}'`. */
import { open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { planForApp } from '../../src/manifest/plan-for-app.ts'
import { RunManifestBuilder } from '../../src/manifest/run-manifest-builder.ts'
import { ExecutorService } from '../../src/run/executor-service.ts'
import { modelApp } from '../support/model-app.ts'
import { stubTarget } from '../support/stub-target.ts'

const { folder, cases } = JSON.parse(process.argv[2] ?? '{}') as { readonly folder: string; readonly cases: number }

await writeFile(join(folder, 'app.yml'), modelApp({}))
await writeCases(join(folder, 'cases.jsonl'))
const builder = new RunManifestBuilder({ planFolder: folder, now: new Date('2026-01-01T00:00:00Z') })
const parts = planForApp({ appPath: 'app.yml', caseFiles: ['cases.jsonl'] })
const runs = await builder.build(parts, { execution: { max_concurrency: 50 } })
const before = process.cpuUsage()
const service = new ExecutorService({ runs: join(folder, 'runs'), target: stubTarget() })
let finished = 0
for await (const { type } of service.executeTestPlan(runs)) if (type === 'case-finished') finished += 1
const { user, system } = process.cpuUsage(before)
const cpuMsPerCase = (user + system) / 1000 / cases
process.stdout.write(JSON.stringify({ finished, cpuMsPerCase, peakMb: process.resourceUsage().maxRSS / 1024 }))

async function writeCases(path: string): Promise<void> {
  await using file = await open(path, 'a')
  for (let start = 0; start < cases; start += 1000)
    await file.write(Array.from({ length: Math.min(1000, cases - start) }, (_, index) => row(start + index)).join(''))
}

function row(index: number): string {
  const assertions = [{ type: 'contains', value: 'What' }]
  const tags = [`kind:${index % 2 === 0 ? 'even' : 'odd'}`]
  return `${JSON.stringify({ case_id: `c${index}`, inputs: { question: `What is ${index}?` }, assertions, tags })}\n`
}
