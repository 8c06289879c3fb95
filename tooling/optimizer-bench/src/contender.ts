import type { TestCase } from '@autoopt/config'
import type { WorldPrompts } from '@autoopt/simulator'
import type { Endpoint } from './arena/endpoint.ts'

/** What whoever optimizes gets to see of a world. */
export interface OpenWorld {
  readonly name: string
  /** The app as a Dify file. */
  readonly app: string
  /** The prompts to begin with, by node id. */
  readonly prompts: WorldPrompts
  readonly train: readonly TestCase[]
  readonly validation: readonly TestCase[]
}

export interface ContenderTask {
  readonly world: OpenWorld
  readonly endpoint: Endpoint
  /** Runs of the app, each over all cases' nodes; the endpoint refuses more. */
  readonly budget: number
  readonly seed: number
  /** Called whenever other prompts are the best known from now on. The seed need not be told. */
  readonly onIncumbent: (prompts: WorldPrompts) => void
}

interface ContenderOutcome {
  /** The best prompts known at the end. */
  readonly prompts: WorldPrompts
  /** Whether they are to replace the seed's. */
  readonly isDeployed: boolean
  /** In the contender's own words. */
  readonly verdict: string
}

/** Something that improves prompts within a budget. */
export interface Contender {
  readonly name: string
  readonly optimize: (task: ContenderTask) => Promise<ContenderOutcome>
}
