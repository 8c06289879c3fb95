export * from './graph.ts'
export * from './dsl-document.ts'
export * from './prompt-slot.ts'
