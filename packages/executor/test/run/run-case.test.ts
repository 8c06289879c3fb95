import { InfrastructureError } from '@autoopt/collector'
import { type TestCase, testCaseSchema } from '@autoopt/config'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runCase } from '../../src/run/run-case.ts'
import { LocalTarget } from '../../src/target/local-target.ts'
import type { Deployment } from '../../src/target/workflow-target.ts'
import { echo } from '../../src/testing/sample-apps.ts'

const call = { signal: new AbortController().signal, repeat: 0 }

/** Turns of one case; none for a case that is one question. */
const turns = fc.array(fc.string({ minLength: 1 }), { maxLength: 4 })

function caseOf(queries: readonly string[]): TestCase {
  const said = queries.length === 0 ? { query: 'hello' } : { turns: queries.map((query) => ({ query })) }
  return testCaseSchema.parse({ case_id: 'a', inputs: {}, ...said })
}

/** Passes runs on, remembers their conversations, and fails the run of that number. */
function watch(deployment: Deployment, failingRun: number) {
  const conversations = new Set<string>()
  const ended = new Set<string>()
  let runs = 0
  const watched: Deployment = {
    run: async (request, options) => {
      runs += 1
      if (runs === failingRun) throw new InfrastructureError('the server is gone', { class: 'server' })
      const trace = await deployment.run(request, options)
      if (trace.conversation_id !== undefined) conversations.add(trace.conversation_id)
      return trace
    },
    endConversation: async (id) => {
      ended.add(id)
      await deployment.endConversation?.(id)
    },
    [Symbol.asyncDispose]: async () => deployment[Symbol.asyncDispose](),
  }
  return { watched, conversations, ended }
}

test('a case leaves no conversation behind, however many turns it has and whichever of them fails', async () => {
  await using target = new LocalTarget()
  await using deployment = await target.prepare({ id: 'baseline', workflowId: 'wf', dsl: echo })
  await fc.assert(
    fc.asyncProperty(turns, fc.nat({ max: 5 }), async (queries, failingRun) => {
      const { watched, conversations, ended } = watch(deployment, failingRun)
      await runCase(watched, caseOf(queries), call).catch((error: unknown) => {
        if (!(error instanceof InfrastructureError)) throw error
      })
      expect(ended).toEqual(conversations)
      expect(conversations.size).toBe(failingRun === 1 ? 0 : 1)
      for (const conversationId of conversations) {
        const next = deployment.run({ inputs: {}, query: 'again', conversationId, caseId: 'a', repeat: 0 }, call)
        await expect(next).rejects.toThrow(/is over/u)
      }
    }),
    { numRuns: 40, seed: 5 },
  )
})
