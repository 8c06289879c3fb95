import type { DslDocument } from '@autoopt/dsl'

/** The part of an app that a push writes: graph and features, or the configuration of an app without a graph. */
export type AppContent = Readonly<Record<string, unknown>>

/** The part of an app file that a push writes. */
export function contentOf(document: DslDocument): AppContent {
  if (document.mode !== 'workflow' && document.mode !== 'advanced-chat')
    return { model_config: document.valueAt('/model_config') }
  return {
    graph: document.valueAt('/workflow/graph'),
    features: document.valueAt('/workflow/features') ?? {},
  }
}
