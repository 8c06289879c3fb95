import type { CampaignReport } from './campaign-report.ts'
import { resultFacts, verdictTitle } from './describe-result.ts'
import { scorePicture } from './score-picture.ts'
import { signedPoints } from './signed-points.ts'

/** The report of a campaign as one HTML file that needs nothing else. */
export function reportHtml(report: CampaignReport): string {
  const { workflow_id, campaign_id, learned, patches } = report
  const facts = resultFacts(report).map(([name, fact]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(fact)}</dd>`)
  const rules = learned.map(
    ({ component, text, effect }) =>
      `<tr><td>${signedPoints(effect)}</td><td>${escapeHtml(component)}</td><td>${escapeHtml(text)}</td></tr>`,
  )
  const prompts = patches.map(
    ({ selector, strategy }) =>
      `<details><summary>${escapeHtml(selector.by_id ?? '')}</summary><pre>${escapeHtml('content' in strategy ? strategy.content : '')}</pre></details>`,
  )
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(workflow_id)}: ${escapeHtml(report.verdict)}</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; color: #1c2530; background: #fff }
  .simulated { background: #fff3cd; padding: .5rem 1rem; border-radius: .3rem }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1.5rem } dt { font-weight: 600 } dd { margin: 0 }
  table { border-collapse: collapse } td { padding: .2rem .8rem .2rem 0; vertical-align: top }
  pre { white-space: pre-wrap; background: #f4f6f8; padding: .8rem; border-radius: .3rem }
  svg { width: 100%; height: auto }
</style>
<h1>${escapeHtml(workflow_id)}</h1>
<p><strong>${escapeHtml(verdictTitle(report))}</strong><br>Campaign ${escapeHtml(campaign_id)}</p>
${report.simulated ? '<p class="simulated"><strong>Simulated.</strong> A simulator answered, which is no language model; figures say nothing of real models.</p>' : ''}
<dl>${facts.join('\n')}</dl>
<h2>Scores</h2>
${scorePicture(report)}
${rules.length === 0 ? '' : `<h2>What was learnt</h2>\n<table><tr><td>points</td><td>prompt</td><td>rule</td></tr>${rules.join('\n')}</table>`}
${prompts.length === 0 ? '' : `<h2>The prompts</h2>\n${prompts.join('\n')}`}
</html>
`
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
