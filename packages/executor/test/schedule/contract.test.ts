import { InProcessScheduler } from '../../src/schedule/in-process-scheduler.ts'
import { testTaskScheduler } from '../../src/testing/task-scheduler.ts'

testTaskScheduler('InProcessScheduler', async () => new InProcessScheduler())
