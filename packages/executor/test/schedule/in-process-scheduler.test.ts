import { InfrastructureError, type InfrastructureErrorOptions } from '@autoopt/collector'
import { executionPolicySchema, type ExecutionOverrides } from '@autoopt/config'
import { describe, expect, test } from 'vitest'
import { InProcessScheduler } from '../../src/schedule/in-process-scheduler.ts'
import type { ScheduleEvent, ScheduleOptions, TaskLane, Work } from '../../src/schedule/task-scheduler.ts'
import { collect } from '../support/collect.ts'
import { ManualClock } from '../support/manual-clock.ts'

type Event = ScheduleEvent<number, number>

interface Scene {
  readonly policy?: ExecutionOverrides
  readonly tasks?: number
  readonly lanes?: readonly TaskLane<number>[]
  readonly random?: () => number
  readonly options?: Partial<ScheduleOptions<number>>
}

const infrastructure = (options: InfrastructureErrorOptions) => new InfrastructureError('the server said no', options)
const refusal = () => infrastructure({ class: 'rate_limit' })
const count = (length: number) => Array.from({ length }, (_, index) => index)

/** Schedules tasks on a clock that need not be waited for. */
async function schedule(
  work: (clock: ManualClock, ...rest: Parameters<Work<number, number>>) => Promise<number>,
  { policy = {}, tasks = 10, lanes, random = () => 0.5, options }: Scene = {},
): Promise<{ readonly events: readonly Event[]; readonly elapsedMs: number; readonly kinds: Record<string, number> }> {
  const clock = new ManualClock()
  const scheduler = new InProcessScheduler({ clock, random })
  const events = await clock.runUntil(
    collect(
      scheduler.schedule<number, number>(
        lanes ?? [{ weight: 1, tasks: count(tasks) }],
        async (task, call) => work(clock, task, call),
        { policy: executionPolicySchema.parse(policy), ...options },
      ),
    ),
  )
  const kinds: Record<string, number> = {}
  for (const { type } of events) kinds[type] = (kinds[type] ?? 0) + 1
  return { events, elapsedMs: clock.now(), kinds }
}

/** Fails the first try of each task that is chosen. */
function failingOnce(chosen: (task: number) => boolean, error: () => Error, latencyMs = 20) {
  const failed = new Set<number>()
  return async (clock: ManualClock, task: number): Promise<number> => {
    await clock.sleep(latencyMs)
    if (chosen(task) && !failed.has(task)) {
      failed.add(task)
      throw error()
    }
    return task
  }
}

describe('how many run at once', () => {
  test('as many tasks run at once as the policy allows, and the time is what that gives', async () => {
    let running = 0
    let most = 0
    const { elapsedMs, kinds } = await schedule(
      async (clock, task) => {
        running += 1
        most = Math.max(most, running)
        await clock.sleep(20)
        running -= 1
        return task
      },
      { tasks: 100, policy: { max_concurrency: 5 } },
    )

    expect({ most, elapsedMs, kinds }).toEqual({ most: 5, elapsedMs: 400, kinds: { done: 100 } })
  })

  test('batches wait for all of their tasks, and pause between them but not at the end', async () => {
    const starts: number[] = []
    const { elapsedMs } = await schedule(
      async (clock, task) => {
        starts.push(clock.now())
        await clock.sleep(task % 2 === 0 ? 10 : 40)
        return task
      },
      { tasks: 4, policy: { max_concurrency: 4, batch_size: 2, batch_pause_ms: 1000 } },
    )

    expect(starts).toEqual([0, 0, 1040, 1040])
    expect(elapsedMs).toBe(1080)
  })

  test('tasks start no faster than the rate allows', async () => {
    const starts: number[] = []
    await schedule(
      async (clock, task) => {
        starts.push(clock.now())
        return task
      },
      { tasks: 5, policy: { rate_limit: { max_requests_per_minute: 60, max_burst: 2 } } },
    )

    expect(starts).toEqual([0, 0, 1000, 2000, 3000])
  })

  test('tokens that were used hold back the tasks that come after', async () => {
    const starts: number[] = []
    await schedule(
      async (clock, task) => {
        starts.push(clock.now())
        return task
      },
      {
        tasks: 3,
        policy: { max_concurrency: 1, rate_limit: { max_tokens_per_minute: 60 } },
        options: { tokensOf: () => 2 },
      },
    )

    expect(starts).toEqual([0, 2000, 4000])
  })

  test('lanes of larger weight go first, and lanes of equal weight take turns', async () => {
    const order: number[] = []
    await schedule(
      async (_, task) => {
        order.push(task)
        return task
      },
      {
        policy: { max_concurrency: 1 },
        lanes: [
          { weight: 1, tasks: [1, 2] },
          { weight: 3, tasks: [30, 31] },
          { weight: 1, tasks: [10, 11] },
        ],
      },
    )

    expect(order).toEqual([30, 31, 1, 10, 2, 11])
  })
})

describe('calls that are refused as too many', () => {
  test('429 once on 20 % of 100 tasks, without a header, costs less than 4 seconds and no result', async () => {
    const { elapsedMs, kinds } = await schedule(
      failingOnce((task) => task % 5 === 0, refusal),
      { tasks: 100, random: () => 1 },
    )

    expect(kinds['done']).toBe(100)
    expect(elapsedMs).toBeLessThan(4000)
  })

  test('429 once on 20 % with Retry-After: 2 costs less than 6 seconds', async () => {
    const { elapsedMs, kinds } = await schedule(
      failingOnce(
        (task) => task % 5 === 0,
        () => infrastructure({ class: 'rate_limit', retryAfterMs: 2000 }),
      ),
      { tasks: 100 },
    )

    expect(kinds['done']).toBe(100)
    expect(elapsedMs).toBeLessThan(6000)
  })

  test('a server that refuses everything for a while costs no result, and it is told why nothing goes on', async () => {
    const { events, kinds } = await schedule(
      async (clock, task) => {
        await clock.sleep(20)
        if (clock.now() < 20_000) throw refusal()
        return task
      },
      { tasks: 100, policy: { max_concurrency: 20 } },
    )

    expect(kinds['done']).toBe(100)
    expect(kinds['failed']).toBeUndefined()
    expect(events.find((event) => event.type === 'waiting')).toMatchObject({ message: 'the server said no' })
  })

  test('a server that refuses everything for ever is given up, and nothing is lost or scored', async () => {
    const { events, kinds } = await schedule(
      async (clock) => {
        await clock.sleep(20)
        throw refusal()
      },
      { tasks: 100 },
    )

    expect(events.at(-1)).toMatchObject({ type: 'stopped', reason: { kind: 'rate_limited' } })
    expect(kinds['done']).toBeUndefined()
    expect(kinds['failed'] ?? 0).toBe(0)
  })

  test('a task that is refused again and again while others pass fails in the end', async () => {
    const { events, kinds } = await schedule(
      async (clock, task) => {
        await clock.sleep(20)
        if (task === 3) throw refusal()
        return task
      },
      { tasks: 400 },
    )

    expect(kinds['done']).toBe(399)
    expect(events.find((event) => event.type === 'failed')).toMatchObject({ task: 3, attempts: 4 })
  })

  test('fewer tasks run at once while calls are refused, and all again after', async () => {
    const running: number[] = []
    let now = 0
    const { kinds } = await schedule(
      async (clock, task) => {
        now += 1
        running.push(now)
        await clock.sleep(20)
        now -= 1
        if (clock.now() < 500 && now >= 5) throw refusal()
        return task
      },
      { tasks: 1000, policy: { max_concurrency: 20, retry: { max_attempts: 20 } } },
    )

    expect(kinds['done']).toBe(1000)
    expect(Math.max(...running.slice(-300))).toBe(20)
  })

  test('a server that asks for more than ten minutes is not waited for', async () => {
    const { events } = await schedule(async () => {
      throw infrastructure({ class: 'rate_limit', retryAfterMs: 3_600_000 })
    })

    expect(events.at(-1)).toMatchObject({
      type: 'stopped',
      reason: { kind: 'rate_limited', message: expect.stringContaining('60 minutes') },
    })
  })
})

describe('servers that fail', () => {
  test('500 once on 22 % of the tasks costs no result', async () => {
    const { kinds, elapsedMs } = await schedule(
      failingOnce(
        (task) => task % 9 < 2,
        () => infrastructure({ class: 'server' }),
      ),
      { tasks: 100 },
    )

    expect(kinds['done']).toBe(100)
    expect(elapsedMs).toBeLessThan(4000)
  })

  test.each([1, 4, 50])('a server that dies ends the schedule within 15 seconds, with %i at once', async (width) => {
    const { events, kinds, elapsedMs } = await schedule(
      async (clock, task) => {
        await clock.sleep(20)
        if (task >= 50) throw infrastructure({ class: 'network' })
        return task
      },
      { tasks: 1000, policy: { max_concurrency: width } },
    )

    expect(events.at(-1)).toMatchObject({
      type: 'stopped',
      reason: { kind: 'target_down', message: expect.stringContaining('the server said no') },
    })
    expect(kinds['done']).toBe(50)
    expect(elapsedMs).toBeLessThan(15_000 + 50 * 20)
  })

  test('a server that is away for five seconds costs no result, and it is told', async () => {
    const { events, kinds } = await schedule(
      async (clock, task) => {
        await clock.sleep(20)
        if (clock.now() > 200 && clock.now() < 5200) throw infrastructure({ class: 'network' })
        return task
      },
      { tasks: 500, policy: { max_concurrency: 20 } },
    )
    const reasons = events.flatMap((event) => (event.type === 'waiting' ? [event.reason] : []))

    expect(kinds['done']).toBe(500)
    expect(reasons).toEqual(['target_down', null])
  })

  test('a wrong key ends the schedule at once, since waiting does not mend it', async () => {
    const { events, elapsedMs, kinds } = await schedule(
      async () => {
        throw infrastructure({ class: 'auth' })
      },
      { tasks: 100 },
    )

    expect(events.at(-1)).toMatchObject({ type: 'stopped', reason: { kind: 'target_down' } })
    expect({ elapsedMs, failed: kinds['failed'] }).toEqual({ elapsedMs: 0, failed: 10 })
  })

  test('what the policy does not retry fails at once', async () => {
    let calls = 0
    const { kinds } = await schedule(
      async () => {
        calls += 1
        throw infrastructure({ class: 'server' })
      },
      { tasks: 3, policy: { retry: { retry_on: ['network'] } } },
    )

    expect({ kinds, calls }).toEqual({ kinds: { failed: 3 }, calls: 3 })
  })

  test('a budget that is used up ends the schedule and leaves the task for another one', async () => {
    const { events } = await schedule(async () => {
      throw infrastructure({ class: 'budget' })
    })

    expect(events).toEqual([{ type: 'stopped', reason: { kind: 'budget', message: 'the server said no' } }])
  })

  test('a try that takes too long is aborted and tried again', async () => {
    const { events } = await schedule(
      async (clock, task, { attempt, signal }) => {
        if (attempt === 1) await clock.sleep(100_000)
        expect(signal.aborted).toBe(attempt === 1)
        return task
      },
      { tasks: 1, policy: { case_timeout_ms: 50 } },
    )

    expect(events).toEqual([{ type: 'done', task: 0, result: 0, attempts: 2 }])
  })
})

describe('ends', () => {
  test('a run that has taken its time starts nothing more', async () => {
    const { events, kinds } = await schedule(
      async (clock, task) => {
        await clock.sleep(100)
        return task
      },
      { tasks: 100, policy: { max_concurrency: 1, stop: { max_duration_ms: 350 } } },
    )

    expect(kinds).toEqual({ done: 4, stopped: 1 })
    expect(events.at(-1)).toMatchObject({ reason: { kind: 'max_duration_ms' } })
  })

  test('waiting is told with its reason, and its end too', async () => {
    const { events } = await schedule(async (_, task) => task, {
      tasks: 2,
      policy: { rate_limit: { max_requests_per_minute: 30 } },
    })

    expect(events.filter(({ type }) => type === 'waiting')).toEqual([
      { type: 'waiting', reason: 'rate_limit', waitMs: 2000 },
      { type: 'waiting', reason: null, waitMs: 0 },
    ])
  })
})
