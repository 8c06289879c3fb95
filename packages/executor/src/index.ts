export * from './errors.ts'
export * from './prompt-patch-engine.ts'
