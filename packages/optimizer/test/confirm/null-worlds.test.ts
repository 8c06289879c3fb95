import { describe, expect, it } from 'vitest'
import { makeWorld, pickByArgmax, runCampaign } from './campaign-world.ts'

const cases = 40

describe('halving and confirmation', () => {
  it('deploy a useless change in at most 5 % of 200 campaigns, where the best mean deploys one nearly always', async () => {
    let deployed = 0
    let adoptedByArgmax = 0
    for (let index = 0; index < 200; index += 1) {
      const seed = `null:${index}`
      const world = makeWorld({ seed, cases, checks: index % 2 === 0 ? 1 : 3, chance: (_, base) => base })
      const { verdict } = await runCampaign(world, seed)
      deployed += Number(verdict === 'deploy')
      adoptedByArgmax += Number((await pickByArgmax(world)) !== undefined)
    }
    expect(deployed).toBeLessThanOrEqual(10)
    expect(adoptedByArgmax).toBeGreaterThan(160)
  })

  const one = [0, 0, 0, 0.2, 0, 0, 0, 0, 0, 0]
  const mixed = [-0.15, -0.1, -0.05, 0, 0.05, 0.1, 0.15, 0.2, 0, -0.05]

  it.each([
    { what: 'one good candidate of ten, by pass or fail', effects: one, checks: 1 },
    { what: 'one good candidate of ten, by dense scores', effects: one, checks: 3 },
    { what: 'better and worse candidates, by pass or fail', effects: mixed, checks: 1 },
    { what: 'better and worse candidates, by dense scores', effects: mixed, checks: 3 },
  ])('realise at least 80 % of the gain of the best mean with $what', async ({ effects, checks }) => {
    let gain = 0
    let gainOfArgmax = 0
    let harmful = 0
    for (let index = 0; index < 60; index += 1) {
      const seed = `improvable:${index}`
      const chance = (candidate: number, base: number): number => base + (effects[candidate] ?? 0)
      const world = makeWorld({ seed, cases, checks, chance })
      const { verdict, winner_id: winner } = await runCampaign(world, seed)
      if (verdict === 'deploy' && winner !== null) {
        gain += world.gain(winner)
        harmful += Number(world.gain(winner) < 0)
      }
      const argmax = await pickByArgmax(world)
      gainOfArgmax += argmax === undefined ? 0 : world.gain(argmax)
    }
    expect(gain).toBeGreaterThanOrEqual(0.8 * gainOfArgmax)
    expect(harmful).toBe(0)
  })
})
