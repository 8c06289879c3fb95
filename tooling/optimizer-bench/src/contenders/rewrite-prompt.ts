import type { Endpoint } from '../arena/endpoint.ts'

export interface RewriteRequest {
  readonly text: string
  /** Runs as text. */
  readonly evidence: readonly string[]
}

/** Asks the reflection model for a whole new text, as most rewriters do; `undefined` when the answer holds none. */
export async function rewritePrompt(
  { text, evidence }: RewriteRequest,
  endpoint: Endpoint,
): Promise<string | undefined> {
  const content = `Here is the instruction of one step of an application:
\`\`\`
${text}
\`\`\`

The application was tried on these cases:

${evidence.map((run, index) => `Case ${index + 1}\n${run}`).join('\n\n')}

Write a better instruction that avoids what went wrong, for inputs that nobody has seen yet. Answer with the instruction inside one \`\`\` fence.`
  const answer = await endpoint.reflect([{ role: 'user', content }])
  const [, fenced] = /```[^\n]*\n(.*)\n```/s.exec(answer) ?? []
  return fenced === undefined || fenced.trim() === '' ? undefined : fenced
}
