/** Runs every `bench/*.bench.ts` of the workspace, each in a process of its own, against the built packages. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { machineFacts } from './benchmark.ts'

const wanted = process.argv.slice(2)
const folders = ['packages', 'apps'].flatMap((storey) => readdirSync(storey).map((name) => `${storey}/${name}/bench`))
const files = folders
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))
  .filter((file) => file.endsWith('.bench.ts') && wanted.every((word) => file.includes(word)))

console.log(machineFacts())
for (const file of files) {
  console.log(`\n${file}`)
  const { status } = spawnSync(process.execPath, [file], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
