export * from './errors.ts'
export * from './random/create-random.ts'
