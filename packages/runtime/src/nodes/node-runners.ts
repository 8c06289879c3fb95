import { runCode } from './code.ts'
import type { NodeRunner } from './node-runner.ts'
import { runTemplateTransform } from './template-transform.ts'

/** Every type of node that runs here. What is missing runs from recorded outputs. */
export const nodeRunners: Readonly<Record<string, NodeRunner>> = {
  code: runCode,
  'template-transform': runTemplateTransform,
}
