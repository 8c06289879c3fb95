/** Runs every `bench/*.bench.ts` of the workspace, each in a process of its own, against the built packages. */
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { machineFacts } from './benchmark.ts'

const wanted = process.argv.slice(2)
const files = globSync('{packages,apps}/*/bench/*.bench.ts').filter((file) => wanted.every((word) => file.includes(word)))

console.log(machineFacts())
for (const file of files.toSorted()) {
  console.log(`\n${file}`)
  const { status } = spawnSync(process.execPath, [file], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
