import { writeCsv } from './csv/write-csv.ts'
import type { ExportOptions } from './export-options.ts'
import { prepareSource, type ExportSource, type PreparedSource } from './export-source.ts'
import { writeAnnotations } from './github/write-annotations.ts'
import { writeStepSummary } from './github/write-step-summary.ts'
import { writeHtml } from './html/write-html.ts'
import { inChunks } from './in-chunks.ts'
import { writeJson } from './json/write-json.ts'
import { writeJsonl } from './json/write-jsonl.ts'
import { writeJunit } from './junit/write-junit.ts'
import { writeMarkdown } from './markdown/write-markdown.ts'
import { writeXlsx } from './xlsx/write-xlsx.ts'

type Write = (source: PreparedSource, options: ExportOptions) => AsyncIterable<string | Uint8Array>

const writers = {
  json: writeJson,
  jsonl: writeJsonl,
  csv: writeCsv,
  xlsx: writeXlsx,
  junit: writeJunit,
  markdown: writeMarkdown,
  html: writeHtml,
  'github-summary': writeStepSummary,
  'github-annotations': writeAnnotations,
} satisfies Record<string, Write>

export type ExportFormat = keyof typeof writers

/** The formats that results can be written in. */
export const exportFormats = Object.keys(writers) as readonly ExportFormat[]

/**
 * Writes results in formats that others read. Every format streams: memory does not grow with the number of rows. Texts
 * of cases and outputs are data everywhere: no cell becomes a formula, no tag markup, no line a workflow command.
 */
export class ResultExporter {
  readonly #source: PreparedSource

  constructor(source: ExportSource) {
    this.#source = prepareSource(source)
  }

  /** The bytes of a document, to be piped to a file or a stream; rows are read as the bytes are taken. */
  export(format: ExportFormat, options: ExportOptions = {}): AsyncGenerator<Uint8Array, void, undefined> {
    const write: Write = writers[format]
    return inChunks(write(this.#source, options))
  }
}
