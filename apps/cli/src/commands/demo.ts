import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CampaignCommandOptions } from '../campaign/campaign-flags.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { examplePath } from '../files/examples.ts'
import { makeFolder } from '../files/make-folder.ts'
import { readText } from '../files/read-text.ts'
import { writeText } from '../files/write-text.ts'
import { interruptible } from '../terminal/interruptible.ts'
import { invocation } from '../terminal/invocation.ts'
import { paint } from '../terminal/paint.ts'
import { print, printJson } from '../terminal/print.ts'
import { type OptimizeCommandOptions, printOptimization, runOptimization } from './optimize.ts'

export interface DemoOptions {
  readonly dir?: string
  readonly json?: boolean
}

/** The simulated world of the second part: three prompts in a row, each with rules to be found. */
const worldName = 'f3-7'
const caseCount = 40

/** Takes the bundled support desk from file to better file by rule, then a simulated app through a whole optimization. */
export async function demo({ dir, json }: DemoOptions): Promise<ExitCode> {
  const folder = dir ?? (await mkdtemp(join(tmpdir(), 'autoopt-demo-')))
  await makeFolder(folder)
  const byRule = await rewriteByRule(folder, json ?? false)
  const campaign = await optimizeSimulated(folder, json ?? false)
  if (json) printJson({ ...byRule, campaign })
  else
    print(`
Now with a file of your own:

  ${invocation()} optimize your-app.yml --static --diff
  ${invocation()} optimize your-app.yml --cases cases.jsonl --model openai:gpt-4o-mini --storage versions -o better.yml
`)
  return exitCode.fine
}

async function rewriteByRule(folder: string, json: boolean): Promise<object> {
  const app = join(folder, 'support-desk.yml')
  await writeText(app, await readText(examplePath('support-desk/app.yml')))
  const options: OptimizeCommandOptions = {
    static: true,
    diff: true,
    storage: join(folder, 'versions'),
    out: join(folder, 'support-desk.better.yml'),
  }
  const result = await runOptimization(app, options)
  if (!json) {
    print(
      `${paint('bold', `1. ${result.document.app_name}`)}: a Dify workflow with ${result.document.prompts.length} prompts, rewritten by rule. No model, no key, no server.\n`,
    )
    printOptimization(app, result, options)
    print('Every byte outside the rewritten prompts is as it was.\n')
  }
  const prompts = result.outcomes.map(({ prompt, status, version }) => ({
    id: prompt.id,
    status,
    version: version?.version ?? null,
  }))
  return { app, written: result.written ?? null, storage: result.storage, prompts }
}

/** Baseline, campaign, verdict, versions, file: all on the simulator. */
async function optimizeSimulated(folder: string, json: boolean): Promise<object> {
  const { worldNamed } = await import('@autoopt/simulator')
  const { beginCampaign } = await import('../campaign/begin-campaign.ts')
  const { executeCampaign, prepareCampaign } = await import('../campaign/execute-campaign.ts')
  const { concludeCampaign, printEnded } = await import('./optimize-campaign.ts')
  const world = worldNamed(worldName)
  const app = join(folder, 'letters.yml')
  const cases = join(folder, 'letters.cases.jsonl')
  const chosen = [...world.cases.train, ...world.cases.validation].slice(0, caseCount)
  await writeText(app, world.app)
  await writeText(cases, chosen.map((one) => `${JSON.stringify(one)}\n`).join(''))
  const options: CampaignCommandOptions = {
    cases,
    model: `simulated:${worldName}`,
    budget: 'light',
    concurrency: '8',
    runs: join(folder, 'runs'),
    storage: join(folder, 'versions'),
    out: join(folder, 'letters.better.yml'),
  }
  if (!json)
    print(
      `${paint('bold', '2. Letters')}: three prompts in a row and ${chosen.length} cases, optimized by what the cases show. ${paint('yellow', 'Simulated')}: no language model answers.\n`,
    )
  const prepared = await prepareCampaign(await beginCampaign(app, options))
  const ended = await interruptible(
    `To go on: ${invocation()} optimize --resume --runs ${options.runs}`,
    async (signal) => executeCampaign(prepared, { signal }),
  )
  const { kept, written } = await concludeCampaign(prepared, ended, options)
  if (!json) printEnded(prepared, ended, { kept, written, options })
  const { verdict, simulated, baseline_score, variant_score, spent } = ended.report
  return {
    verdict,
    simulated,
    baseline_score,
    variant_score,
    spent,
    folder: ended.folder,
    versions: kept,
    written: written ?? null,
  }
}
