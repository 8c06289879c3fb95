/** Deploys two variants and runs them in a process of its own, to be killed: `node dify-kill-worker.ts '{"url", "auth", "ledgerFolder"}'`. */
import { difyConfigSchema } from '@autoopt/config'
import { DifyTarget } from '../../src/target/dify/dify-target.ts'
import { greeter } from '../../src/testing/sample-apps.ts'

const { url, auth, ledgerFolder } = JSON.parse(process.argv[2] ?? '{}') as Record<string, string>
const config = difyConfigSchema.parse({ base_url: url, auth })
await using target = new DifyTarget({ config, ledgerFolder: ledgerFolder ?? '' })
process.stdout.write('started\n')
for (const id of ['baseline', 'other']) {
  await using deployment = await target.prepare({ id, workflowId: 'wf', dsl: greeter }, {})
  for (let repeat = 0; repeat < 20; repeat += 1)
    await deployment.run({ inputs: { name: id }, caseId: 'a', repeat }, { signal: new AbortController().signal })
}
