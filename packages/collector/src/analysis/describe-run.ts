import { formatPercent } from './format-percent.ts'
import type { ErrorGroup, PerformanceMetrics } from './metrics-schemas.ts'

/** Says in plain sentences what the figures of a run mean, the outcome first. */
export function describeRun(
  metrics: PerformanceMetrics,
  { maxInfraErrorRate }: { readonly maxInfraErrorRate: number },
): string[] {
  return [
    describeOutcome(metrics),
    ...describeLosses(metrics, maxInfraErrorRate),
    ...describeErrors(metrics),
    ...describeDuties(metrics),
    ...describeFlakiness(metrics),
    ...describeUnasserted(metrics),
    ...describeSimulation(metrics),
  ]
}

function describeOutcome(metrics: PerformanceMetrics): string {
  const { total, passed, failed, errors, infra_errors: lost } = metrics
  const scored = total - lost
  if (total === 0) return 'No case ran: the list of tests is empty, or nothing of it was chosen.'
  if (scored === 0)
    return `${all(total)} ${was(total)} lost to the infrastructure (${leading(metrics)}): nothing was measured.`
  if (errors === scored)
    return `${all(scored)} ended with an error of the workflow itself (${leading(metrics)}): no output was judged.`
  if (isUnasserted(metrics)) return describeNoAssertion(metrics)
  if (passed === scored) return describeFullMarks(metrics, scored)
  if (passed === 0)
    return `${scored === 1 ? 'The only result did not pass' : `None of ${scored} results passed`} (0 %): ${failed} failed an assertion and ${errors} ended with an error. Look first whether the assertions ask for what the workflow is meant to give.`
  return `${passed} of ${results(scored)} passed (${formatPercent(passed / scored)}${interval(metrics)}).`
}

/** Whether no assertion took part in any run that came to its end. */
function isUnasserted({ unasserted, passed, failed }: PerformanceMetrics): boolean {
  return unasserted > 0 && unasserted === passed + failed
}

function describeNoAssertion({ passed, errors }: PerformanceMetrics): string {
  const broken = errors === 0 ? '' : `, and ${results(errors)} ended with an error`
  const what = errors === 0 ? all(passed) : results(passed)
  return `${what} passed without any assertion, by running to the end${broken}. Add assertions to judge the outputs.`
}

function describeFullMarks(metrics: PerformanceMetrics, scored: number): string {
  const low = metrics.success_rate_interval?.low
  const limit = low === undefined ? '' : `, and the true rate is likely above ${formatPercent(low)}`
  return `${all(scored)} passed (100 %${limit}): these cases cannot show an improvement; add harder ones to find one.`
}

function interval({ success_rate_interval: limits }: PerformanceMetrics): string {
  if (limits === null) return ''
  return `; ${formatPercent(limits.level)} interval ${formatPercent(limits.low)} to ${formatPercent(limits.high)}`
}

function describeLosses({ total, infra_errors: lost }: PerformanceMetrics, most: number): string[] {
  if (lost === 0) return []
  const share = lost / total
  const finding = `${results(lost)} of ${total} (${formatPercent(share)}) ${was(lost)} lost to the infrastructure and ${lost === 1 ? 'counts' : 'count'} in no rate`
  if (share <= most) return [`${finding}.`]
  return [`${finding}. More than ${formatPercent(most)} were lost: this run is not valid; run the lost cases again.`]
}

function describeErrors(metrics: PerformanceMetrics): string[] {
  const { errors, total, infra_errors: lost } = metrics
  if (errors === 0 || errors === total - lost) return []
  return [`${results(errors)} ended with an error of the workflow itself (${leading(metrics, false)}) and scored 0.`]
}

function describeDuties({ must_pass_failed: missed, gate_failed: gates }: PerformanceMetrics): string[] {
  return [
    ...(missed === 0 ? [] : [`${results(missed)} of cases that must pass did not pass.`]),
    ...(gates === 0 ? [] : [`In ${results(gates)} an assertion that is a gate does not hold.`]),
  ]
}

function describeFlakiness({ flakiness }: PerformanceMetrics): string[] {
  const { flaky_cases: flaky, repeated_cases: repeated, rate } = flakiness
  if (flaky === 0 || rate === null) return []
  return [`${flaky} of ${repeated} repeated cases (${formatPercent(rate)}) passed in some repeats and not in others.`]
}

function describeUnasserted(metrics: PerformanceMetrics): string[] {
  if (metrics.unasserted === 0 || isUnasserted(metrics)) return []
  return [`${results(metrics.unasserted)} passed without any assertion, by running to the end.`]
}

function describeSimulation({ simulated, total }: PerformanceMetrics): string[] {
  if (simulated === 0) return []
  const who = simulated === total ? 'All answers' : `The answers of ${results(simulated)}`
  return [`${who} came from simulated models: the figures say nothing about real ones.`]
}

/** The most frequent failure, of the workflow alone when asked so. */
function leading({ errors_by_kind: { groups } }: PerformanceMetrics, infrastructure?: false): string {
  const group = groups.find((one) => infrastructure === undefined || one.infrastructure === infrastructure)
  return group === undefined ? 'no reason was given' : `most often ${named(group)}`
}

function named({ class: kind, node_id, example }: ErrorGroup): string {
  return `${kind}${node_id === null ? '' : ` in node ${node_id}`}: ${example.replaceAll(/\s+/gu, ' ')}`
}

function all(count: number): string {
  return count === 1 ? 'The only result' : `All ${count} results`
}

function was(count: number): string {
  return count === 1 ? 'was' : 'were'
}

function results(count: number): string {
  return count === 1 ? '1 result' : `${count} results`
}
