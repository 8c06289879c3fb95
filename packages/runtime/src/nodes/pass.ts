import type { NodeRunner } from './node-runner.ts'

/** Does nothing: the first and the last nodes inside containers. */
export const runPass: NodeRunner = () => ({})
