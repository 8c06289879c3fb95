import type { TextSpan } from '../analysis/finding.ts'

/**
 * Why a stretch of a prompt may not be touched. `variable`: `{{…}}`. `jinja`: `{%…%}` and `{#…#}`. `code`: fenced and
 * inline code. `quote`: text in quotation marks. `example`: demonstrations. `data`: JSON-like text and `{slots}`.
 * `url`: links. `tag`: an XML-like tag itself, not what stands between two of them.
 */
export type ProtectedKind = 'variable' | 'jinja' | 'code' | 'quote' | 'example' | 'data' | 'url' | 'tag'

export interface ProtectedSpan extends TextSpan {
  readonly kind: ProtectedKind
}
