/** What the workflow around a prompt says about it; guarded rules derive their texts from it and from nothing else. */
export interface RewriteContext {
  /** JSON Schema that the node's answer must satisfy. */
  readonly output_schema?: unknown
  /** What the next node takes for "no answer": a code node's default, the value that a branch tests. */
  readonly fallback?: string
  /** Labels that the answer or a later node depends on: they are protected wherever they stand. */
  readonly class_names?: readonly string[]
  /** Texts of the node's other messages: what one of them says, no rule adds again. */
  readonly siblings?: readonly string[]
  /** References, as written, that carry text of an end user: `{{#sys.query#}}`. */
  readonly user_variables?: readonly string[]
}
