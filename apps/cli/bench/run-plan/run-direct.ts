/** Runs the cases of a folder against an endpoint, and prints what it took: `run-direct.ts <folder> <url> <width>`. */
import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { datasetSchema } from '@autoopt/config'
import { ExecutorService, planForApp, RunManifestBuilder } from '@autoopt/executor'
import { directTarget } from './direct-target.ts'

const [folder = '', url = '', width = ''] = process.argv.slice(2)

const beganAt = performance.now()
const cpuBefore = process.cpuUsage()
const dataset = datasetSchema.parse({ dataset_id: 'cases', case_files: [{ path: 'cases.jsonl' }] })
const planned = await new RunManifestBuilder({ planFolder: folder }).build(
  planForApp({ appPath: 'echo.yml', datasets: [dataset] }),
  { execution: { max_concurrency: Number(width) } },
)
await using target = directTarget(url)
const runs = await mkdtemp(join(folder, 'runs-'))
for await (const event of new ExecutorService({ runs, target }).executeTestPlan(planned)) {
  if (event.type !== 'run-finished') continue
  const { user, system } = process.cpuUsage(cpuBefore)
  const { finished, metrics } = event.summary
  process.stdout.write(
    JSON.stringify({
      finished,
      passed: metrics.passed,
      wallMs: performance.now() - beganAt,
      cpuMs: (user + system) / 1000,
      p50Ms: metrics.execution_ms?.p50,
      peakMb: process.resourceUsage().maxRSS / 1024,
    }),
  )
}
