import { createWorld, type Family, type World } from '@autoopt/simulator'
import { type Arena, openArena } from '../src/arena/endpoint.ts'
import { openWorld } from '../src/arena/open-world.ts'
import type { OpenWorld } from '../src/contender.ts'

/** A world that is the same in every run of the tests, and models for it. */
export function benchWorld(family: Family, budget = 400): { world: World; open: OpenWorld; arena: Arena } {
  const world = createWorld({ family, seed: 1, salt: 'tests' })
  return { world, open: openWorld(world), arena: openArena(world, { budget, quality: 'medium', seed: 0 }) }
}
