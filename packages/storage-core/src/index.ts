export * from './records.ts'
export * from './version-storage.ts'
