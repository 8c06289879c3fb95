export * from './match-selector.ts'
export * from './optimization-config.ts'
export * from './prompt-patch.ts'
