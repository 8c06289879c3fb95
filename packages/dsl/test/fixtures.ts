import { readFileSync, readdirSync } from 'node:fs'

const folder = new URL('fixtures/', import.meta.url)

/** Names of all fixtures, sorted. */
export function fixtureNames(): string[] {
  return readdirSync(folder).toSorted()
}

/** The text of a fixture, a byte order mark included. */
export function readFixture(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8')
}

/** A workflow of one LLM node with one user message, written as given. */
export function workflowWith(text: string): string {
  return [
    'app: {mode: workflow, name: Small}',
    'workflow:',
    '  graph:',
    '    nodes:',
    '    - id: llm',
    '      data:',
    '        type: llm',
    '        prompt_template:',
    '        - role: user',
    `          text: ${text}`,
    '',
  ].join('\n')
}
