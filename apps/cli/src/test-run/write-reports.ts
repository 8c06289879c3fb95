import { join } from 'node:path'
import type { TestPlan } from '@autoopt/config'
import { exportRun } from './export-run.ts'

const extensions: Readonly<Record<TestPlan['outputs']['formats'][number], string>> = {
  json: 'json',
  jsonl: 'jsonl',
  csv: 'csv',
  xlsx: 'xlsx',
  junit: 'xml',
  markdown: 'md',
  html: 'html',
}

/** Writes the reports that a plan asks for, as `report.*` beside the results. */
export async function writeReports(folder: string, formats: TestPlan['outputs']['formats']): Promise<void> {
  for (const format of formats) await exportRun(folder, { format, out: join(folder, `report.${extensions[format]}`) })
}
