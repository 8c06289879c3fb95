import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { examplePath } from '../files/examples.ts'
import { makeFolder } from '../files/make-folder.ts'
import { readText } from '../files/read-text.ts'
import { writeText } from '../files/write-text.ts'
import { invocation } from '../terminal/invocation.ts'
import { paint } from '../terminal/paint.ts'
import { print, printJson } from '../terminal/print.ts'
import { type OptimizeCommandOptions, printOptimization, runOptimization } from './optimize.ts'

export interface DemoOptions {
  readonly dir?: string
  readonly json?: boolean
}

/** Takes the bundled support desk from file to better file, in a folder of its own. */
export async function demo({ dir, json }: DemoOptions): Promise<ExitCode> {
  const folder = dir ?? (await mkdtemp(join(tmpdir(), 'autoopt-demo-')))
  await makeFolder(folder)
  const app = join(folder, 'support-desk.yml')
  await writeText(app, await readText(examplePath('support-desk/app.yml')))

  const options: OptimizeCommandOptions = {
    static: true,
    diff: true,
    storage: join(folder, 'versions'),
    out: join(folder, 'support-desk.better.yml'),
  }
  const result = await runOptimization(app, options)
  if (json) {
    const outcomes = result.outcomes.map(({ prompt, status, version }) => ({
      id: prompt.id,
      status,
      version: version?.version ?? null,
    }))
    printJson({ app, written: result.written ?? null, storage: result.storage, prompts: outcomes })
    return exitCode.fine
  }
  print(
    `${paint('bold', result.document.app_name)}: a Dify workflow with ${result.document.prompts.length} prompts, rewritten by rule. No model, no key, no server.\n`,
  )
  printOptimization(app, result, options)
  print(`
Every byte outside the rewritten prompts is as it was. Now with a file of your own:

  ${invocation()} analyze your-app.yml
  ${invocation()} optimize your-app.yml --static --diff
  ${invocation()} optimize your-app.yml --static --storage versions -o better.yml
`)
  return exitCode.fine
}
