import type { PortNeed } from '@autoopt/collector'
import type { RunManifest, TestCase } from '@autoopt/config'

/** One variant of one workflow with everything that a target needs to run it. */
export interface PlannedRun {
  readonly manifest: RunManifest
  /** Text of the app file with all patches applied. */
  readonly dsl: string
  /** Shared by all variants of a workflow. */
  readonly cases: CaseSource
  /** What the assertions of all cases need, each thing once. */
  readonly needs: readonly PortNeed[]
}

/** The cases of a workflow. */
export interface CaseSource {
  /** Reads the cases: at every call the same ones in the same order. */
  read(options?: { readonly signal?: AbortSignal }): AsyncIterable<TestCase>
  /** The folder that paths of uploads are relative to. */
  readonly baseFolder: string
}
