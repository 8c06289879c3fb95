import type { ExportOptions } from '../export-options.ts'
import type { PreparedSource } from '../export-source.ts'
import { writeMarkdown } from '../markdown/write-markdown.ts'

/** A step may write 1 MiB of summary; more is refused as a whole. */
const mostBytes = 1_000_000

/** Markdown for the file that `GITHUB_STEP_SUMMARY` names, cut where it would become too long. */
export async function* writeStepSummary(
  source: PreparedSource,
  options: ExportOptions,
): AsyncGenerator<string, void, undefined> {
  let bytes = 0
  for await (const piece of writeMarkdown(source, options))
    for (const line of piece.split(/(?<=\n)/u)) {
      bytes += Buffer.byteLength(line)
      if (bytes > mostBytes) return yield '\n\nThe rest of this report is too long to be shown here.\n'
      yield line
    }
}
