import type { PromptfooPlace } from './promptfoo-problem.ts'
import type { PromptfooTest } from './promptfoo-shapes.ts'

/** An assertion as it is written, and where. */
export interface PlacedAssertion {
  readonly written: unknown
  readonly place: PromptfooPlace
}

/** A test whose files of variables have been read. */
export interface LoadedTest {
  readonly test: Pick<PromptfooTest, 'description' | 'metadata' | 'options'>
  readonly vars: Readonly<Record<string, unknown>>
  readonly assertions: readonly PlacedAssertion[]
}

/** A test with what it inherits: variables, metadata and options one by one, assertions on top of those that all tests have. */
export function mergeTests(base: LoadedTest, own: LoadedTest): LoadedTest {
  const keepsDefaults = own.test.options?.['disableDefaultAsserts'] !== true
  return {
    test: {
      ...base.test,
      ...own.test,
      metadata: { ...base.test.metadata, ...own.test.metadata },
      options: { ...base.test.options, ...own.test.options },
    },
    vars: { ...base.vars, ...own.vars },
    assertions: [...(keepsDefaults ? base.assertions : []), ...own.assertions],
  }
}
