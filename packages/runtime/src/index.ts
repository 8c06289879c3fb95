export * from './errors.ts'
export * from './nodes/node-runner.ts'
export * from './values/file-value.ts'
export * from './values/value.ts'
