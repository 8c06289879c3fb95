import { expect, test } from 'vitest'
import { runCampaign } from '../../src/campaign/campaign.ts'
import type { CampaignResult } from '../../src/campaign/campaign-result.ts'
import { toyWorld } from './toy-world.ts'

async function resultOf(options: Parameters<typeof runCampaign>[0]): Promise<CampaignResult> {
  const events = runCampaign(options)
  for (;;) {
    const { done, value } = await events.next()
    if (done) return value
  }
}

test('when a part of a change breaks what must pass, the part that does not is kept and proven by draws of its own', async () => {
  const result = await resultOf({ ...toyWorld({ harmful: 'cedar' }), budget: 'thorough' })
  const [full, part] = result.recovery
  expect(full).toMatchObject({ level: 'full', succeeded: false, reason: expect.stringContaining('must pass') })
  expect(full?.candidate?.texts['reply']).toContain('Mind cedar.')
  expect(part).toMatchObject({ level: 'partial', succeeded: true, reason: expect.stringMatching(/^Proven better/) })
  expect(result.verdict).toBe('deploy')
  expect(result.best.texts['reply']).not.toContain('Mind cedar.')
  expect(result.best.texts['reply']).toMatch(/Mind (amber|birch|delta)\./)
})

test('when all of a change is harmful, the baseline stays and every attempt has its reason', async () => {
  const result = await resultOf({ ...toyWorld({ harmful: '' }), budget: 'thorough' })
  expect(result).toMatchObject({ verdict: 'keep', patches: [] })
  expect(result.recovery.at(-1)).toMatchObject({ level: 'rollback', reason: 'The baseline stays.' })
  expect(result.recovery.every(({ reason }) => reason.length > 10)).toBe(true)
})
