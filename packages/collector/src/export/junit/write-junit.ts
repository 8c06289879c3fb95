import type { RunSummary } from '../../analysis/run-summary.ts'
import type { TestResult } from '../../results/test-result.ts'
import type { PerformanceMetrics } from '../../analysis/metrics-schemas.ts'
import { escapeXmlAttribute, escapeXmlText } from '../escape-xml.ts'
import type { ExportOptions } from '../export-options.ts'
import type { PreparedSource } from '../export-source.ts'
import { failedReasons } from '../failed-reasons.ts'

type Variant = RunSummary['variants'][number]

/**
 * The report that continuous integration reads: a suite for each variant, a test case for each result. What the infrastructure
 * failed counts as an error there, since a run that lost results has not succeeded. The rows are read once for each variant.
 */
export async function* writeJunit(
  source: PreparedSource,
  options: ExportOptions,
): AsyncGenerator<string, void, undefined> {
  const { metrics, variants } = await source.summary()
  yield '<?xml version="1.0" encoding="UTF-8"?>\n'
  yield `<testsuites name="${escapeXmlAttribute(source.title)}"${countsOf(metrics)}>\n`
  for (const variant of variants) {
    yield `<testsuite name="${escapeXmlAttribute(nameOf(variant))}"${countsOf(variant.metrics)}>\n`
    for await (const result of source.results()) if (isOf(result, variant)) yield testCase(result, options)
    yield '</testsuite>\n'
  }
  yield '</testsuites>\n'
}

function nameOf({ workflow_id, variant_id }: Pick<Variant, 'workflow_id' | 'variant_id'>): string {
  return `${workflow_id} / ${variant_id}`
}

function isOf(result: TestResult, variant: Variant): boolean {
  return result.workflow_id === variant.workflow_id && result.variant_id === variant.variant_id
}

function countsOf({ total, failed, errors, infra_errors: lost }: PerformanceMetrics): string {
  return ` tests="${total}" failures="${failed}" errors="${errors + lost}" skipped="0"`
}

function testCase(result: TestResult, { file }: ExportOptions): string {
  const name = result.repeat === 0 ? result.case_id : `${result.case_id} [repeat ${result.repeat}]`
  const attributes = [
    ['classname', nameOf(result)],
    ['name', name],
    ['time', (result.elapsed_ms / 1000).toFixed(6)],
    ...(file === undefined ? [] : [['file', file]]),
  ]
  const open = `<testcase${attributes.map(([key, value]) => ` ${key}="${escapeXmlAttribute(value ?? '')}"`).join('')}`
  const finding = findingOf(result)
  return finding === '' ? `${open}/>\n` : `${open}>${finding}</testcase>\n`
}

function findingOf(result: TestResult): string {
  const { status, error, score } = result
  if (status === 'passed') return ''
  if (status === 'failed') {
    const reasons = failedReasons(result)
    return element('failure', { type: 'assertion', message: `score ${score}: ${reasons[0] ?? ''}` }, reasons.join('\n'))
  }
  const owner = status === 'infra_error' ? 'infrastructure' : 'workflow'
  const text = [error?.message ?? '', error?.node_id === undefined ? [] : `in node ${error.node_id}`].flat().join('\n')
  return element('error', { type: `${owner}.${error?.class ?? 'unknown'}`, message: error?.message ?? '' }, text)
}

function element(name: string, attributes: Readonly<Record<string, string>>, text: string): string {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXmlAttribute(value)}"`)
  return `<${name}${list.join('')}>${escapeXmlText(text)}</${name}>`
}
