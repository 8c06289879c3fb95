import { InfrastructureError } from '@autoopt/collector'
import { type RunEvent, type RunTrace, runTraceSchema } from '@autoopt/trace'
import { describe, expect, test } from 'vitest'
import type { Deployment, RunRequest, WorkflowTarget } from '../target/workflow-target.ts'
import { echo, failing, greeter } from './sample-apps.ts'

/** A target of its own for one test, with apps that only its maker can know. */
export interface TargetFixture {
  readonly target: WorkflowTarget
  /** An app without inputs whose runs the infrastructure fails. Without it that is not tested. */
  readonly unavailable?: string
  /** An app without inputs whose runs never end. Without it stopping is not tested. */
  readonly endless?: string
}

export type OpenTarget = () => Promise<TargetFixture>

/** Registers the tests of `WorkflowTarget` for one kind of target. */
export function testWorkflowTarget(name: string, open: OpenTarget): void {
  describe(`${name} as WorkflowTarget`, () => {
    test('a run gives the trace of the workflow, with its outputs, its nodes and its time', async () => {
      const trace = await runOnce(open, greeter, { inputs: { name: 'Ada' } })

      expect(runTraceSchema.parse(trace)).toEqual(trace)
      expect(trace).toMatchObject({ status: 'succeeded', outputs: { hello: 'Ada' }, error: null })
      expect(trace.nodes.map(({ node_id, status }) => [node_id, status])).toEqual([
        ['start', 'succeeded'],
        ['end', 'succeeded'],
      ])
      expect(Date.parse(trace.finished_at ?? '')).toBeGreaterThanOrEqual(Date.parse(trace.started_at))
    })

    test('events come in order, before the run is over', async () => {
      const events: RunEvent[] = []
      await runOnce(open, greeter, { inputs: { name: 'Ada' } }, (event) => events.push(event))

      expect(events.map(({ event }) => event).filter((event) => event !== 'text_chunk')).toEqual([
        'workflow_started',
        'node_started',
        'node_finished',
        'node_started',
        'node_finished',
        'workflow_finished',
      ])
    })

    test('a run that the workflow fails is a trace that says which node failed, and why', async () => {
      const trace = await runOnce(open, failing, { inputs: {} })

      expect(trace.status).toBe('failed')
      expect(trace.error).toContain('this node is broken')
      expect(trace.nodes.at(-1)).toMatchObject({ node_id: 'broken', status: 'failed' })
    })

    test('inputs that the workflow refuses are a run that failed', async () => {
      const trace = await runOnce(open, greeter, { inputs: {} })

      expect(runTraceSchema.parse(trace)).toEqual(trace)
      expect(trace.status).toBe('failed')
      expect(trace.error).toContain('name')
    })

    test('runs at the same time do not see each other', async () => {
      await using deployed = await deploy(open, greeter)
      const names = Array.from({ length: 20 }, (_, index) => `guest ${index}`)
      const traces = await Promise.all(names.map(async (guest) => deployed.run({ inputs: { name: guest } })))

      expect(traces.map(({ outputs }) => outputs?.['hello'])).toEqual(names)
    })

    test('two variants on one target do not see each other', async () => {
      await using target = (await open()).target
      await using one = await target.prepare({ id: 'one', workflowId: 'wf', dsl: greeter }, {})
      await using other = await target.prepare({ id: 'other', workflowId: 'wf', dsl: echo }, {})
      const [greeting, answer] = await Promise.all([
        one.run({ inputs: { name: 'Ada' }, caseId: 'a', repeat: 0 }, { signal: never() }),
        other.run({ inputs: {}, query: 'hello', caseId: 'a', repeat: 0 }, { signal: never() }),
      ])

      expect(greeting.outputs).toEqual({ hello: 'Ada' })
      expect(answer.answer).toContain('hello')
    })

    test('a conversation goes on when its id is given, and begins anew when none is', async () => {
      await using deployed = await deploy(open, echo)
      const first = await deployed.run({ inputs: {}, query: 'one' })
      const second = await deployed.run({ inputs: {}, query: 'two', ...idOf(first) })
      const other = await deployed.run({ inputs: {}, query: 'one' })

      expect(second.conversation_id).toBe(first.conversation_id)
      expect(other.conversation_id).not.toBe(first.conversation_id)
      expect(other.answer).toBe(first.answer)
      expect(second.answer?.replace('two', 'one')).not.toBe(first.answer)
    })

    test('what the infrastructure fails is thrown as such, and never a trace', async ({ skip }) => {
      const fixture = await open()
      await using target = fixture.target
      const dsl = fixture.unavailable ?? skip('there is no app that the infrastructure fails')
      await using deployment = await target.prepare({ id: 'baseline', workflowId: 'wf', dsl }, {})
      const run = deployment.run({ inputs: {}, caseId: 'a', repeat: 0 }, { signal: never() })

      await expect(run).rejects.toSatisfy(
        (error) => error instanceof InfrastructureError && error.class !== 'cancelled',
      )
    })

    test('a run that is stopped ends at once, as cancelled', async ({ skip }) => {
      const fixture = await open()
      await using target = fixture.target
      const dsl = fixture.endless ?? skip('there is no app that never ends')
      await using deployment = await target.prepare({ id: 'baseline', workflowId: 'wf', dsl }, {})
      const controller = new AbortController()
      const events: string[] = []
      const onEvent = ({ event }: RunEvent): void => {
        events.push(event)
        setImmediate(() => controller.abort())
      }
      const run = deployment.run({ inputs: {}, caseId: 'a', repeat: 0 }, { signal: controller.signal, onEvent })

      await expect(run).rejects.toMatchObject({ code: InfrastructureError.code, class: 'cancelled' })
      expect(events[0]).toBe('workflow_started')
    })

    test('a run that is stopped before it starts does not start', async () => {
      await using target = (await open()).target
      await using deployment = await target.prepare({ id: 'baseline', workflowId: 'wf', dsl: greeter }, {})
      const events: RunEvent[] = []
      const run = deployment.run(
        { inputs: { name: 'Ada' }, caseId: 'a', repeat: 0 },
        { signal: AbortSignal.abort(), onEvent: (event) => events.push(event) },
      )

      await expect(run).rejects.toMatchObject({ class: 'cancelled' })
      expect(events).toEqual([])
    })

    test('a file that is no app is refused when it is prepared', async () => {
      await using target = (await open()).target
      const prepared = target.prepare({ id: 'baseline', workflowId: 'wf', dsl: 'no: app' }, {})

      await expect(prepared).rejects.toThrow(Error)
    })
  })
}

type Request = Omit<RunRequest, 'caseId' | 'repeat'>

interface Deployed extends AsyncDisposable {
  readonly run: (request: Request, onEvent?: (event: RunEvent) => void) => Promise<RunTrace>
}

async function deploy(open: OpenTarget, dsl: string): Promise<Deployed> {
  const { target } = await open()
  const deployment: Deployment = await target.prepare({ id: 'baseline', workflowId: 'wf', dsl }, {})
  return {
    run: async (request, onEvent) =>
      deployment.run(
        { ...request, caseId: 'a', repeat: 0 },
        { signal: never(), ...(onEvent === undefined ? {} : { onEvent }) },
      ),
    async [Symbol.asyncDispose]() {
      await deployment[Symbol.asyncDispose]()
      await target[Symbol.asyncDispose]()
    },
  }
}

async function runOnce(
  open: OpenTarget,
  dsl: string,
  request: Request,
  onEvent?: (event: RunEvent) => void,
): Promise<RunTrace> {
  await using deployed = await deploy(open, dsl)
  return await deployed.run(request, onEvent)
}

function idOf({ conversation_id }: RunTrace): { readonly conversationId?: string } {
  return conversation_id === undefined ? {} : { conversationId: conversation_id }
}

function never(): AbortSignal {
  return new AbortController().signal
}
