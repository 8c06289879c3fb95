import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { PromptTemplate } from '@autoopt/config'
import { TemplateError } from './errors.ts'

export interface RenderOptions {
  /** The prompt's text before the patch, for `{{ original }}`. */
  readonly original: string
  /** The folder that a template's `file` is relative to. */
  readonly baseDir: string
}

/**
 * Fills a patch's template: `{{ original }}` and the names of its variables are replaced in one pass, every other
 * pair of braces stays, so that Dify's own references survive.
 *
 * @throws {@link TemplateError} when the template's file cannot be read as UTF-8.
 */
export function renderTemplate(template: PromptTemplate, { original, baseDir }: RenderOptions): string {
  const values = new Map<string, string>([['original', original]])
  for (const [name, value] of Object.entries(template.variables)) values.set(name, String(value))
  const source = template.inline ?? readTemplateFile(template.file ?? '', baseDir)
  return source.replace(
    /\{\{\s*([\p{L}_][\p{L}\p{N}_]*)\s*\}\}/gu,
    (braces, name: string) => values.get(name) ?? braces,
  )
}

function readTemplateFile(file: string, baseDir: string): string {
  const path = resolve(baseDir, file)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new TemplateError(
      `Cannot read the template file ${path}: ${why}. Check the path, or give the patch a fallback_value.`,
      { path },
      { cause: error },
    )
  }
}
