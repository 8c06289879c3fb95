import type { PromptVersion } from '@autoopt/storage-core'

const text = [
  'You answer letters to a shop that repairs clocks.',
  'Say what a repair costs only when the list below names the clock; otherwise ask for a photograph.',
  '{{#start.letter#}} is the letter. Answer in the language that it is written in.',
]
  .join('\n')
  .repeat(4)

/** A record as large as that of a usual prompt, about 2 KB on disk; numbered 1.0.0, 1.0.1, …. */
export function sampleRecord(promptId: string, index: number): PromptVersion {
  const at = '2026-01-02T03:04:05.678Z'
  const scores = {
    overall_score: 74,
    clarity_score: 80,
    structure_score: 70,
    specificity_score: 68,
    efficiency_score: 78,
  }
  return {
    prompt_id: promptId,
    version: `1.0.${index}`,
    created_at: at,
    parent_version: null,
    metadata: { author: 'bench', strategy: 'clarity_focus' },
    prompt: {
      id: promptId,
      workflow_id: 'bench',
      node_id: 'llm_1',
      node_type: 'llm',
      text,
      role: 'system',
      variables: ['start.letter'],
      context: { title: 'Answer' },
      extracted_at: at,
    },
    analysis: { prompt_id: promptId, ...scores, issues: [], suggestions: [] },
    optimization_result: null,
  }
}
