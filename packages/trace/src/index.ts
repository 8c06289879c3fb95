export * from './node-trace.ts'
export * from './run-event.ts'
export * from './run-trace.ts'
export { TraceRecorder } from './trace-recorder.ts'
