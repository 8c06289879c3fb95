import type { CaseExcerpt } from '../../src/reflect/reflection-job.ts'

/** A run of one node called `main`. */
export function excerptOf(
  caseId: string,
  fields: { input?: string; output?: string } & Partial<CaseExcerpt> = {},
): CaseExcerpt {
  const { input = `letter ${caseId}`, output = 'billing', ...rest } = fields
  return {
    caseId,
    isPassing: false,
    inputs: input,
    nodes: [
      {
        nodeId: 'main',
        prompts: [
          { role: 'system', text: 'Sort.' },
          { role: 'user', text: input },
        ],
        output,
        error: null,
      },
    ],
    output,
    failed: [],
    ...rest,
  }
}
