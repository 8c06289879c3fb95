export type { FaultKind, Faults } from './faults.ts'
export * from './start-dify-stub.ts'
