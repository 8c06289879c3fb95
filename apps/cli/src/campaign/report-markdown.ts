import type { CampaignReport } from './campaign-report.ts'
import { resultFacts, verdictTitle } from './describe-result.ts'
import { signedPoints } from './signed-points.ts'

/** The report of a campaign as Markdown. */
export function reportMarkdown(report: CampaignReport): string {
  const { workflow_id, campaign_id, learned, rounds, statistics, recovery, patches } = report
  return `${[
    `# ${workflow_id}: ${verdictTitle(report)}`,
    `Campaign ${campaign_id}.`,
    ...(report.simulated
      ? ['**Simulated:** a simulator answered, which is no language model; figures say nothing of real models.']
      : []),
    resultFacts(report)
      .map(([name, fact]) => `- **${name}**: ${oneLine(fact)}`)
      .join('\n'),
    ...section(
      'What was learnt',
      learned.map(
        ({ component, text, effect, hypothesis }) =>
          `- ${signedPoints(effect)} points, \`${component}\` (${hypothesis}): ${oneLine(text)}`,
      ),
    ),
    ...section('Cases', caseLines(statistics)),
    ...section('Rounds', [
      '| round | cases | candidates | best so far |',
      '| ----: | ----: | ---------: | ----------: |',
      ...rounds.map(
        ({ round, cases, candidates, gain }) => `| ${round} | ${cases} | ${candidates} | ${signedPoints(gain)} |`,
      ),
    ]),
    ...section(
      'What was tried to save the change',
      recovery.map((step) => `- ${JSON.stringify(step)}`),
    ),
    ...section(
      'The prompts',
      patches.map(
        ({ selector, strategy }) =>
          `### ${selector.by_id ?? ''}\n\n${fenced('content' in strategy ? strategy.content : '')}`,
      ),
    ),
  ].join('\n\n')}\n`
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`## ${title}`, lines.join('\n')]
}

function caseLines(statistics: CampaignReport['statistics']): string[] {
  if (statistics === null) return []
  const list = (name: string, ids: readonly string[]): string[] =>
    ids.length === 0 ? [] : [`- ${name}: ${ids.join(', ')}`]
  return [...list('won', statistics.won), ...list('lost', statistics.lost), `- tied: ${statistics.tied}`]
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim()
}

/** A fence that is longer than any in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/gu), ([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}text\n${text}\n${fence}`
}
