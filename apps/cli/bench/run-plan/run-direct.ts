/** Runs the cases of a folder against an endpoint, and prints what it took: `run-direct.ts <folder> <url> <width>`. */
import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { constants, PerformanceObserver } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'
import { datasetSchema } from '@autoopt/config'
import { ExecutorService, planForApp, RunManifestBuilder } from '@autoopt/executor'
import { directTarget } from './direct-target.ts'

const [folder = '', url = '', width = ''] = process.argv.slice(2)
let peakLiveMb = 0
new PerformanceObserver((list) => {
  const isWhole = list.getEntries().some((entry) => kindOf(entry) === constants.NODE_PERFORMANCE_GC_MAJOR)
  if (isWhole) peakLiveMb = Math.max(peakLiveMb, getHeapStatistics().used_heap_size / 2 ** 20)
}).observe({ entryTypes: ['gc'] })

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
      peakLiveMb,
      peakMb: process.resourceUsage().maxRSS / 1024,
    }),
  )
}

function kindOf(entry: object): unknown {
  return 'detail' in entry && typeof entry.detail === 'object' && entry.detail !== null && 'kind' in entry.detail
    ? entry.detail.kind
    : undefined
}
