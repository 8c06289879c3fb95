import type { TemplateSyntax } from '@autoopt/dsl'
import type { TextSpan } from '../analysis/finding.ts'

/** Why a stretch of a prompt may not be touched. */
export type ProtectedKind = 'variable' | 'jinja' | 'code' | 'quote' | 'example'

export interface ProtectedSpan extends TextSpan {
  readonly kind: ProtectedKind
}

/**
 * The stretches of a prompt that no rewrite may touch and no wording rule may judge: variable references, Jinja2 tags,
 * fenced and inline code, quoted text and examples. Sorted by start, never overlapping (the outer one wins).
 */
export declare function protectedSpans(text: string, syntax: TemplateSyntax): ProtectedSpan[]
