import type { PromptVersion } from '@autoopt/storage-core'

/** A record whose file has about 2 KB, which is what a prompt of a real workflow has. */
export function sampleRecord(promptId: string, version: string, author = 'bench'): PromptVersion {
  return {
    prompt_id: promptId,
    version,
    created_at: '2026-01-02T03:04:05.678Z',
    parent_version: null,
    metadata: { author, strategy: 'clarity_focus' },
    prompt: {
      id: promptId,
      workflow_id: 'wf_001',
      node_id: 'llm_1',
      node_type: 'llm',
      text,
      role: 'system',
      variables: ['start.question', 'start.language'],
      context: { title: 'Answer', position: { x: 120, y: 240.5 } },
      extracted_at: '2026-01-02T03:04:05+02:00',
    },
    analysis: {
      prompt_id: promptId,
      overall_score: 74.5,
      clarity_score: 80,
      structure_score: 70,
      specificity_score: 68,
      efficiency_score: 80,
      issues: [{ rule: 'vague-language', severity: 'medium', text: 'good' }],
      suggestions: ['Say what a good answer looks like.'],
    },
    optimization_result: null,
  }
}

const text = [
  'You answer questions of customers of a shop that sells parts of bicycles.',
  'Use only what stands in the passages below, and say so when they do not hold the answer.',
  '{{#start.question#}} is the question, and {{#start.language#}} the language of the answer.',
]
  .join('\n')
  .repeat(4)

/** Ids that are their own directory names. */
export function samplePromptId(index: number): string {
  return `wf_${String(index).padStart(5, '0')}_llm_1_system`
}

/** What a store is expected to hold at a path of its own layout, for reading it without the store. */
export function versionNumber(index: number): string {
  return `1.${index}.0`
}
