import type { ExportOptions } from '../../src/export/export-options.ts'
import { ResultExporter, type ExportFormat } from '../../src/export/result-exporter.ts'
import type { TestResult } from '../../src/results/test-result.ts'

/** A whole export in one piece. */
export async function exportBytes(
  results: readonly TestResult[],
  format: ExportFormat,
  options: ExportOptions = {},
): Promise<Buffer> {
  const exporter = new ResultExporter({ results: () => results, title: 'Nightly' })
  const chunks: Uint8Array[] = []
  for await (const chunk of exporter.export(format, options)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

export async function exportText(
  results: readonly TestResult[],
  format: ExportFormat,
  options: ExportOptions = {},
): Promise<string> {
  return (await exportBytes(results, format, options)).toString('utf8')
}
