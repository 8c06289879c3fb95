/** Deploys and runs until it is killed: `node kill-worker.ts '{"config", "ledgerFolder"}'`. */
import { type DifyConfig, difyConfigSchema } from '@autoopt/config'
import { DifyTarget } from '@autoopt/executor/dify'
import { workflow } from './sample-apps.ts'

const { config, ledgerFolder } = JSON.parse(process.argv[2] ?? '{}') as { config: DifyConfig; ledgerFolder: string }
await using target = new DifyTarget({ config: difyConfigSchema.parse(config), ledgerFolder })
process.stdout.write('started\n')
const deployment = await target.prepare({ id: 'baseline', workflowId: 'wf', dsl: workflow }, {})
for (let repeat = 0; ; repeat += 1)
  await deployment.run({ inputs: { name: 'x' }, caseId: 'a', repeat }, { signal: new AbortController().signal })
