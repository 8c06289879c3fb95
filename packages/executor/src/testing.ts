export { testTaskScheduler } from './testing/task-scheduler.ts'
export { testWorkflowTarget } from './testing/workflow-target.ts'
export type { OpenScheduler } from './testing/task-scheduler.ts'
export type { OpenTarget, TargetFixture } from './testing/workflow-target.ts'
