/**
 * Runs turbo without its telemetry, which only an environment variable can switch off.
 * `--quiet` in front shows what turbo says only when it fails.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'

const turbo = createRequire(import.meta.url).resolve('turbo/bin/turbo')
const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' }
const quiet = process.argv[2] === '--quiet'
const options = process.argv.slice(quiet ? 3 : 2)

if (quiet && !existsSync('apps/cli/dist/cli.js'))
  process.stderr.write('Building autoopt, which takes a moment the first time …\n')
const { status, stdout, stderr } = spawnSync(process.execPath, [turbo, ...options], {
  stdio: quiet ? 'pipe' : 'inherit',
  env,
})
if (quiet && status !== 0) {
  process.stderr.write(stdout)
  process.stderr.write(stderr)
}
process.exitCode = status ?? 1
