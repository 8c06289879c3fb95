import { type DslDocument, parseDsl } from '@autoopt/dsl'

/** A small workflow: two LLM nodes with the same title, one with two messages. */
export const source = `kind: app
version: 0.3.0
app: {name: Letters, mode: workflow}
workflow:
  graph:
    nodes:
    - {id: start, type: custom, data: {type: start, title: Start, variables: [{variable: letter, label: Letter, type: paragraph, required: true}]}}
    - id: draft
      type: custom
      data:
        type: llm
        title: Writer
        model: {provider: openai, name: gpt-4o-mini, mode: chat}
        prompt_template:
        - {role: user, text: 'Letter: {{#start.letter#}}'}
        - role: system
          text: Answer the letter.
    - id: polish
      type: custom
      data:
        type: llm
        title: Writer
        model: {provider: openai, name: gpt-4o-mini, mode: chat}
        prompt_template:
        - role: system
          text: "润色：{{#draft.text#}}"
    - {id: done, type: custom, data: {type: end, title: End, outputs: []}}
    edges:
    - {id: a, source: start, target: draft}
    - {id: b, source: draft, target: polish}
    - {id: c, source: polish, target: done}
`

export function openLetters(): DslDocument {
  return parseDsl(source, { workflowId: 'letters' })
}

/** The text of a prompt in a patched document. */
export function textOf(document: DslDocument, promptId: string): string | undefined {
  return document.prompts.find((prompt) => prompt.id === promptId)?.text
}
