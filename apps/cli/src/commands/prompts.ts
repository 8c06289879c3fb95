import type { DslDocument } from '@autoopt/dsl'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { openApp } from '../files/open-app.ts'
import { excerpt, formatTable, print, printJson } from '../terminal/print.ts'

export interface PromptsOptions {
  readonly workflowId?: string
  readonly secondary?: boolean
  readonly json?: boolean
}

/** Lists every prompt of an app file. */
export async function prompts(app: string, options: PromptsOptions): Promise<ExitCode> {
  const document = await openApp(app, options)
  if (options.json) printJson(toJson(document, options))
  else printTables(document, options)
  return exitCode.fine
}

function toJson(document: DslDocument, { secondary }: PromptsOptions): unknown {
  const { workflow_id, mode, dsl_version } = document
  const secondary_texts = secondary ? { secondary_texts: document.secondaryTexts() } : {}
  return { workflow_id, mode, dsl_version, prompts: document.prompts, ...secondary_texts }
}

function printTables(document: DslDocument, { secondary }: PromptsOptions): void {
  const { app_name, mode, dsl_version } = document
  print(`${app_name} (${mode}, DSL ${dsl_version}): ${count(document.prompts.length, 'prompt')}\n`)
  if (document.prompts.length > 0) {
    const rows = document.prompts.map((prompt) => [
      prompt.id,
      prompt.node_title,
      prompt.role,
      `${prompt.line}:${prompt.column}`,
      String(Array.from(prompt.text).length),
      excerpt(prompt.text),
    ])
    print(formatTable(['PROMPT', 'NODE', 'ROLE', 'LINE', 'CHARS', 'TEXT'], rows))
  }
  if (!secondary) return
  const texts = document.secondaryTexts()
  print(`\n${count(texts.length, 'text')} near prompts\n`)
  if (texts.length === 0) return
  const rows = texts.map((text) => [text.kind, text.node_title, `${text.line}:${text.column}`, excerpt(text.text)])
  print(formatTable(['KIND', 'NODE', 'LINE', 'TEXT'], rows))
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
