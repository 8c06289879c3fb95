/** Runs or resumes a plan in a process of its own, to be killed: `node kill-worker.ts '{"folder", "url", "cases", "resume"}'`. */
import { join } from 'node:path'
import { LocalTarget } from '../../src/target/local-target.ts'
import { ExecutorService } from '../../src/run/executor-service.ts'
import { httpModel } from '../support/http-model.ts'
import { planRuns } from '../support/plan-runs.ts'
import { killCases, killExecution, type KillWorkerOptions } from './kill-plan.ts'

const { folder, url, resume } = JSON.parse(process.argv[2] ?? '{}') as KillWorkerOptions

await using target = new LocalTarget({ models: httpModel(url) })
const service = new ExecutorService({ runs: join(folder, 'runs'), target })
const runs = await planRuns({ folder, cases: killCases, execution: killExecution })
const options = resume === undefined ? { runId: 'run' } : { resume }
for await (const { type } of service.executeTestPlan(runs, options)) process.stdout.write(`${type}\n`)
