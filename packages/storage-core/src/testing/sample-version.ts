import type { PromptVersion } from '../records.ts'

/** Builds a valid record for tests; whatever is given replaces the sample's own fields. */
export function sampleVersion(fields: Partial<PromptVersion> = {}): PromptVersion {
  const promptId = fields.prompt_id ?? 'wf_001_llm_1_system'
  return {
    prompt_id: promptId,
    version: '1.0.0',
    created_at: '2026-01-02T03:04:05.678Z',
    parent_version: null,
    metadata: { author: 'suite', strategy: 'clarity_focus', tags: ['a', 'b'] },
    prompt: {
      id: 'wf_001_llm_1_system',
      workflow_id: 'wf_001',
      node_id: 'llm_1',
      node_type: 'llm',
      text: 'Answer the question in one sentence: {{#start.question#}}',
      role: 'system',
      variables: ['start.question'],
      context: { title: 'Answer', position: { x: 1, y: 2.5 } },
      extracted_at: '2026-01-02T03:04:05+02:00',
    },
    analysis: null,
    optimization_result: null,
    ...fields,
  }
}

/** {@link sampleVersion} with another prompt text. */
export function sampleVersionWithText(text: string, fields: Partial<PromptVersion> = {}): PromptVersion {
  const sample = sampleVersion(fields)
  return { ...sample, prompt: { ...sample.prompt, text } }
}
