import type { NodeRunner } from './node-runner.ts'

/** Every type of node that runs here. What is missing runs from recorded outputs. */
export const nodeRunners: Readonly<Record<string, NodeRunner>> = {}
