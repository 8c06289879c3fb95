import type { TransferReport } from '@autoopt/storage-fs'
import { exitCode, type ExitCode } from '../../exit-code.ts'
import { countOf } from '../../terminal/count-of.ts'
import { formatBytes } from '../../terminal/format-bytes.ts'
import { print, printJson, tell } from '../../terminal/print.ts'

/**
 * Says what a backup or a restoration did.
 *
 * @returns the exit code: damaged versions were copied as they are, which is no backup of them.
 */
export function reportTransfer(
  report: TransferReport,
  { done, json = false }: { readonly done: string; readonly json?: boolean | undefined },
): ExitCode {
  const { folder, prompts, versions, copied, same, bytes, damaged } = report
  if (json) printJson({ applied: true, folder, prompts, versions, copied, same, bytes, damaged })
  else {
    const size = `${countOf(versions, 'version')} of ${countOf(prompts, 'prompt')}, ${formatBytes(bytes)}`
    print(`${done}: ${size}; ${copied} copied, ${same} were there`)
  }
  for (const path of damaged) tell(`damaged, and copied as it is: ${path}`)
  return damaged.length === 0 ? exitCode.fine : exitCode.world
}
