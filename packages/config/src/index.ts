export * from './optimization-config.ts'
export * from './prompt-patch.ts'
