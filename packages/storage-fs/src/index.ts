export * from './errors.ts'
export * from './file-system-storage.ts'
