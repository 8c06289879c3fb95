import type { PromptVersion } from '../../records.ts'
import { sampleVersion } from '../sample-version.ts'

/** A record with every field that the schema knows. */
export const fullVersion: PromptVersion = sampleVersion({
  version: '1.1.0',
  parent_version: '1.0.0',
  analysis: {
    prompt_id: 'wf_001_llm_1_system',
    overall_score: 71.5,
    clarity_score: 80,
    structure_score: 60,
    specificity_score: 0,
    efficiency_score: 100,
    issues: [{ rule: 'vague', span: [3, 9] }],
    suggestions: ['Say how long the answer may be.'],
  },
  optimization_result: {
    prompt_id: 'wf_001_llm_1_system',
    original_prompt: 'Answer.',
    optimized_prompt: 'Answer in one sentence.',
    strategy: 'clarity_focus',
    improvement_score: -2.5,
    confidence: 0.6,
    changes: [{ rule: 'length', before: 'Answer.', after: 'Answer in one sentence.' }],
  },
})
