import { excerpt } from '../../assertions/excerpt.ts'
import type { TestResult } from '../../results/test-result.ts'
import type { ExportOptions } from '../export-options.ts'
import type { PreparedSource } from '../export-source.ts'
import { failedReasons } from '../failed-reasons.ts'

const longestMessage = 1000

/**
 * Workflow commands that mark results: an error for each that did not pass, a warning for each that was lost, each kind up to a limit,
 * and a notice with the findings. No text of a case can end its line or begin a command of its own.
 */
export async function* writeAnnotations(
  source: PreparedSource,
  options: ExportOptions,
): AsyncGenerator<string, void, undefined> {
  const { maxAnnotations = 10, file } = options
  const counts = { error: 0, warning: 0 }
  for await (const result of source.results()) {
    if (result.status === 'passed') continue
    const kind = result.status === 'infra_error' ? 'warning' : 'error'
    counts[kind] += 1
    if (counts[kind] > maxAnnotations) continue
    yield command(
      kind,
      { file, title: `${result.case_id} (${result.variant_id}): ${result.status}` },
      messageOf(result),
    )
  }
  const { findings } = await source.summary()
  yield command('notice', { file, title: source.title }, findings.join('\n'))
}

function messageOf(result: TestResult): string {
  return excerpt(result.error?.message ?? failedReasons(result).join('\n'), longestMessage)
}

function command(
  kind: 'error' | 'warning' | 'notice',
  properties: Readonly<Record<string, string | undefined>>,
  message: string,
): string {
  const list = Object.entries(properties).flatMap(([name, value]) =>
    value === undefined ? [] : `${name}=${escapeProperty(value)}`,
  )
  return `::${kind} ${list.join(',')}::${escapeData(message)}\n`
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
