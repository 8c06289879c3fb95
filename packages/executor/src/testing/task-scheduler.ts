import { executionPolicySchema, type ExecutionOverrides } from '@autoopt/config'
import { InfrastructureError } from '@autoopt/collector'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ScheduleEvent, ScheduleOptions, TaskScheduler } from '../schedule/task-scheduler.ts'

/** Opens a scheduler that no other test uses. */
export type OpenScheduler = () => Promise<TaskScheduler & Partial<AsyncDisposable>>

type Event = ScheduleEvent<number, string>

/** Registers the tests of `TaskScheduler` for one kind of scheduler. They need `fast-check`, and take a few seconds. */
export function testTaskScheduler(name: string, open: OpenScheduler): void {
  describe(`${name} as TaskScheduler`, () => {
    test('no tasks are done at once', async () => {
      expect(await run(open, { tasks: [], work: async () => 'never' })).toEqual([])
    })

    test('every task is done exactly once, whatever the lanes, the width and the failures', async () => {
      const scenes = fc.record({
        lanes: fc.array(fc.record({ weight: fc.integer({ min: 1, max: 3 }), length: fc.nat(20) }), { maxLength: 4 }),
        width: fc.integer({ min: 1, max: 8 }),
        batch: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
        failures: fc.array(fc.constantFrom(undefined, 'rate_limit', 'server', 'network', 'timeout'), { maxLength: 10 }),
      })
      await fc.assert(
        fc.asyncProperty(scenes, async ({ lanes, width, batch, failures }) => {
          const { done, asked } = await doneTasks(open, { lanes, width, batch, failures })
          expect(done.toSorted()).toEqual(asked.toSorted())
        }),
        { numRuns: 30 },
      )
    })

    test('never do more tasks run at once than the policy allows', async () => {
      let running = 0
      let most = 0
      await run(open, {
        tasks: range(40),
        policy: { max_concurrency: 3 },
        work: async () => {
          running += 1
          most = Math.max(most, running)
          await soon()
          running -= 1
          return 'done'
        },
      })

      expect(most).toBe(3)
    })

    test('a failure of the infrastructure is tried again as often as the policy says, and then told', async () => {
      const attempts: number[] = []
      const events = await run(open, {
        tasks: [7],
        policy: { retry: { max_attempts: 3 } },
        work: async (_, attempt) => {
          attempts.push(attempt)
          throw new InfrastructureError('the server is gone', { class: 'server' })
        },
      })

      expect(attempts).toEqual([1, 2, 3])
      expect(finals(events)).toMatchObject([{ type: 'failed', task: 7, attempts: 3, error: { class: 'server' } }])
    })

    test('a failure that is not to be tried again is not', async () => {
      let calls = 0
      const events = await run(open, {
        tasks: [7],
        work: async () => {
          calls += 1
          throw new InfrastructureError('the key is wrong', { class: 'auth' })
        },
      })

      expect(calls).toBe(1)
      expect(finals(events)).toMatchObject([{ type: 'failed', task: 7, attempts: 1 }])
    })

    test('any other error ends the schedule with that error', async () => {
      const broken = run(open, {
        tasks: range(100),
        work: async (task) => {
          if (task === 5) throw new RangeError('the disk is full')
          return 'done'
        },
      })

      await expect(broken).rejects.toThrow(new RangeError('the disk is full'))
    })

    test('an error of the tasks themselves ends the schedule with that error', async () => {
      async function* tasks(): AsyncGenerator<number> {
        yield 1
        throw new RangeError('row 2 is damaged')
      }

      await expect(run(open, { tasks: tasks(), work: async () => 'done' })).rejects.toThrow('row 2 is damaged')
    })

    test('a drained schedule starts nothing more and finishes what runs', async () => {
      const drain = new AbortController()
      let started = 0
      const events = await run(open, {
        tasks: range(100),
        policy: { max_concurrency: 4 },
        options: { drain: drain.signal },
        work: async (task) => {
          started += 1
          await soon()
          if (task === 10) drain.abort()
          return 'done'
        },
      })

      expect(events.at(-1)).toMatchObject({ type: 'stopped', reason: { kind: 'drained' } })
      expect(events.filter(({ type }) => type === 'done')).toHaveLength(started)
      expect(started).toBeLessThan(20)
    })

    test('an aborted schedule aborts what runs, even work that does not listen', async () => {
      const abort = new AbortController()
      const signals: AbortSignal[] = []
      const events = await run(open, {
        tasks: range(100),
        policy: { max_concurrency: 4 },
        options: { signal: abort.signal },
        work: async (_, __, signal) => {
          signals.push(signal)
          if (signals.length === 4) setImmediate(() => abort.abort())
          return new Promise<never>(() => undefined)
        },
      })

      expect(events).toMatchObject([{ type: 'stopped', reason: { kind: 'aborted' } }])
      expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, true, true])
    })

    test('a reason to start nothing more is asked for before each start', async () => {
      let left = 5
      const events = await run(open, {
        tasks: range(100),
        policy: { max_concurrency: 2 },
        options: {
          mayStart: () => (left-- > 0 ? undefined : { kind: 'max_calls', message: 'That is enough.' }),
        },
        work: async () => {
          await soon()
          return 'done'
        },
      })

      expect(events.filter(({ type }) => type === 'done')).toHaveLength(5)
      expect(events.at(-1)).toEqual({
        type: 'stopped',
        reason: { kind: 'max_calls', message: 'That is enough.' },
      })
    })

    test('whoever leaves the iteration aborts what runs', async () => {
      await using scheduler = await opened(open)
      const signals: AbortSignal[] = []
      const policy = executionPolicySchema.parse({})
      const work = async (task: number, { signal }: { readonly signal: AbortSignal }): Promise<number> => {
        if (task === 0) return task
        signals.push(signal)
        return new Promise<never>(() => undefined)
      }
      for await (const event of scheduler.it.schedule([{ weight: 1, tasks: range(100) }], work, { policy })) {
        expect(event).toMatchObject({ type: 'done' })
        break
      }

      expect(signals.every(({ aborted }) => aborted)).toBe(true)
    })

    test('tasks are read as they are needed, not all at once', async () => {
      let read = 0
      function* tasks(): Generator<number> {
        for (;;) yield read++
      }
      await using scheduler = await opened(open)
      const policy = executionPolicySchema.parse({ max_concurrency: 4 })
      let done = 0
      for await (const _ of scheduler.it.schedule([{ weight: 1, tasks: tasks() }], async () => 'done', { policy })) {
        done += 1
        if (done === 100) break
      }

      expect(read).toBeLessThan(300)
    })
  })
}

interface Scene {
  readonly tasks: Iterable<number> | AsyncIterable<number>
  readonly work: (task: number, attempt: number, signal: AbortSignal) => Promise<string>
  readonly policy?: ExecutionOverrides
  readonly options?: Partial<ScheduleOptions<string>>
}

async function run(open: OpenScheduler, { tasks, work, policy = {}, options = {} }: Scene): Promise<Event[]> {
  await using scheduler = await opened(open)
  const quick = { initial_delay_ms: 1, max_delay_ms: 5, ...policy.retry }
  const events: Event[] = []
  for await (const event of scheduler.it.schedule<number, string>(
    [{ weight: 1, tasks }],
    async (task, { attempt, signal }) => work(task, attempt, signal),
    { policy: executionPolicySchema.parse({ ...policy, retry: quick }), ...options },
  )) {
    events.push(event)
  }
  return events
}

interface Lanes {
  readonly lanes: readonly { readonly weight: number; readonly length: number }[]
  readonly width: number
  readonly batch: number | undefined
  /** How the first try of each task fails, in turns. */
  readonly failures: readonly (InfrastructureError['class'] | undefined)[]
}

async function doneTasks(
  open: OpenScheduler,
  { lanes, width, batch, failures }: Lanes,
): Promise<{ readonly done: readonly string[]; readonly asked: readonly string[] }> {
  await using scheduler = await opened(open)
  const names = lanes.flatMap(({ length }, lane) => range(length).map((index) => `${lane}-${index}`))
  const policy = executionPolicySchema.parse({
    max_concurrency: width,
    ...(batch === undefined ? {} : { batch_size: batch }),
    retry: { initial_delay_ms: 1, max_delay_ms: 2 },
  })
  const done: string[] = []
  for await (const event of scheduler.it.schedule(
    lanes.map(({ weight, length }, lane) => ({ weight, tasks: range(length).map((index) => `${lane}-${index}`) })),
    async (task, { attempt }) => {
      const failure = attempt === 1 ? failures[names.indexOf(task) % Math.max(1, failures.length)] : undefined
      if (failure !== undefined) throw new InfrastructureError('try again', { class: failure })
      return task
    },
    { policy },
  )) {
    if (event.type === 'done') done.push(event.result)
  }
  return { done, asked: names }
}

async function opened(open: OpenScheduler): Promise<{ readonly it: TaskScheduler } & AsyncDisposable> {
  const it = await open()
  return { it, [Symbol.asyncDispose]: async () => it[Symbol.asyncDispose]?.() }
}

function finals(events: readonly Event[]): Event[] {
  return events.filter(({ type }) => type === 'done' || type === 'failed')
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index)
}

async function soon(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1))
}
