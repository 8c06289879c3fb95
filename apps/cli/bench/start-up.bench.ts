import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { benchmark } from '@autoopt/bench'

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url))
const node = (...parameters: string[]) => spawnSync(process.execPath, parameters, { stdio: 'ignore' })

await benchmark({
  title: 'autoopt --version starts nearly as fast as Node itself',
  claim: { ratio: 2.5 },
  subject: { name: 'autoopt --version', run: () => node(cli, '--version') },
  floor: { name: 'node -e 0', run: () => node('-e', '0') },
})
