/**
 * What points at a node. `assertion`: an expectation of its own output failed. `error`: it, or a node that lives on its output, broke down.
 * `route`: the run took another branch than cases of its kind that pass. `divergence`: after it, something expected is not there.
 * `last`: nothing says more than that it is near the answer. `contrast`: another wording made the case pass and changed this node's
 * output. `vote`: a model says so.
 */
export type BlameSource = 'assertion' | 'error' | 'route' | 'divergence' | 'last' | 'contrast' | 'vote'

/** One reason to change a node. */
export interface BlameSignal {
  readonly nodeId: string
  readonly caseId: string
  readonly source: BlameSource
  readonly weight: number
  /** A plain sentence. */
  readonly reason: string
}
