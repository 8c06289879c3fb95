export interface RenderAppTemplateOptions {
  /** Also take `{{#node.name#}}` for a placeholder. */
  readonly withNodeVariables?: boolean
}

/**
 * Expands a template of an app without a graph: `{{name}}`, `{{#context#}}`, `{{#query#}}`, `{{#histories#}}`.
 *
 * Placeholders in values, and those of unknown names, lose one pair of braces, so that nothing expands them later. Sequences such as
 * `<|end|>`, which mean something to models, are removed.
 */
export function renderAppTemplate(
  template: string,
  values: Readonly<Record<string, string>>,
  { withNodeVariables = false }: RenderAppTemplateOptions = {},
): string {
  const pattern = withNodeVariables ? placeholderOrReference : placeholder
  const disarm = (text: string): string => text.replaceAll(pattern, '{$1}')
  return template
    .replaceAll(pattern, (found, name: string) => disarm(Object.hasOwn(values, name) ? (values[name] ?? '') : found))
    .replaceAll(/<\|.*?\|>/g, '')
}

const placeholder = /\{\{([a-zA-Z_][a-zA-Z0-9_]{0,29}|#histories#|#query#|#context#)\}\}/g
const placeholderOrReference =
  /\{\{([a-zA-Z_][a-zA-Z0-9_]{0,29}|#[a-zA-Z0-9_]{1,50}\.[a-zA-Z0-9_.]{1,100}#|#histories#|#query#|#context#)\}\}/g
