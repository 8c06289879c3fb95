import { CommanderError } from 'commander'
import { type ExitCode, exitCode, exitCodeOf } from './exit-code.ts'
import { createProgram } from './program.ts'
import { paint } from './terminal/paint.ts'

/**
 * Runs the command line.
 *
 * @returns the exit code; results went to stdout, talk and errors to stderr.
 */
export async function main(argv: readonly string[], version: string): Promise<ExitCode> {
  enterFolderOfCaller()
  let code: ExitCode = exitCode.fine
  const program = createProgram(version, (outcome) => {
    code = outcome
  })
  try {
    await program.parseAsync([...argv])
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.fine : exitCode.usage
    return report(error, argv.includes('--json'))
  }
}

/** npm runs scripts in the folder of package.json; file names are meant from where the person stands. */
function enterFolderOfCaller(): void {
  const { INIT_CWD: folder, npm_lifecycle_event: script } = process.env
  if (folder && (script === 'autoopt' || script === 'start')) process.chdir(folder)
}

function report(error: unknown, asJson: boolean): ExitCode {
  const known = exitCodeOf(error)
  const message = error instanceof Error ? error.message : String(error)
  const details = error instanceof Error && 'problems' in error ? { problems: error.problems } : {}
  if (asJson) {
    const code = error instanceof Error && 'code' in error ? error.code : 'CLI-BUG-001'
    process.stdout.write(`${JSON.stringify({ error: { code, message, ...details } }, null, 2)}\n`)
  }
  if (known !== undefined) {
    process.stderr.write(`${paint('red', 'error', process.stderr)}: ${message}\n`)
    return known
  }
  const stack = error instanceof Error ? (error.stack ?? message) : message
  process.stderr.write(
    `${paint('red', 'bug', process.stderr)}: something went wrong that should not. Please report this:\n${stack}\n`,
  )
  return exitCode.bug
}
