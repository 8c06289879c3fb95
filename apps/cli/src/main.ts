import { CommanderError } from 'commander'
import { type ExitCode, exitCode, exitCodeOf } from './exit-code.ts'
import { firstFailure } from './first-failure.ts'
import { createProgram } from './program.ts'
import { isOwnScript } from './terminal/invocation.ts'
import { paint } from './terminal/paint.ts'
import { printJson } from './terminal/print.ts'

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
    const asJson = argv.includes('--json')
    if (!(error instanceof CommanderError)) return report(error, asJson)
    if (error.exitCode === 0) return exitCode.fine
    if (asJson) printError('CLI-USAGE-001', error.message)
    return exitCode.usage
  }
}

/** npm runs scripts in the folder of package.json; file names are meant from where the person stands. */
function enterFolderOfCaller(): void {
  const folder = process.env['INIT_CWD']
  if (folder && isOwnScript()) process.chdir(folder)
}

function report(thrown: unknown, asJson: boolean): ExitCode {
  const error = firstFailure(thrown)
  const known = exitCodeOf(error)
  const message = error instanceof Error ? error.message : String(error)
  const details = error instanceof Error && 'problems' in error ? { problems: error.problems } : {}
  if (asJson) printError(error instanceof Error && 'code' in error ? error.code : 'CLI-BUG-001', message, details)
  if (known !== undefined) {
    const kind =
      known === exitCode.interrupted
        ? paint('yellow', 'stopped', process.stderr)
        : paint('red', 'error', process.stderr)
    process.stderr.write(`${kind}: ${message}\n`)
    return known
  }
  const stack = error instanceof Error ? (error.stack ?? message) : message
  process.stderr.write(
    `${paint('red', 'bug', process.stderr)}: something went wrong that should not. Please report this:\n${stack}\n`,
  )
  return exitCode.bug
}

function printError(code: unknown, message: string, details: object = {}): void {
  printJson({ error: { code, message, ...details } })
}
