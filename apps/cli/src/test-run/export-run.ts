import { type ExportFormat, ResultExporter } from '@autoopt/collector'
import { readResults, readRunRecord, summarizeRun } from '@autoopt/executor'
import { writeStream } from '../files/write-stream.ts'

/** The bytes of a run in a format. */
export async function* readExport(folder: string, format: ExportFormat): AsyncGenerator<Uint8Array> {
  const { run_id, manifests } = await readRunRecord(folder)
  const title = `${manifests[0]?.plan_id ?? 'Run'} · ${run_id}`
  yield* new ResultExporter({ results: () => readResults(folder), summary: await summarizeRun(folder), title }).export(
    format,
  )
}

/** Writes a run to a file. Returns how many bytes it is. */
export async function exportRun(
  folder: string,
  { format, out }: { readonly format: ExportFormat; readonly out: string },
): Promise<number> {
  return writeStream(out, readExport(folder, format))
}
