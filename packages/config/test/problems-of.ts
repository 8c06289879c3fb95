import { ConfigError, type ConfigProblem } from '../src/index.ts'

/** The problems that a call throws, each as `line:column message`. */
export function problemsOf(call: () => unknown): string[] {
  return configErrorOf(call).problems.map(({ line, column, message }) => `${line}:${column} ${message}`)
}

/** The one problem that a call throws. */
export function onlyProblemOf(call: () => unknown): ConfigProblem {
  const [problem, ...others] = configErrorOf(call).problems
  if (!problem || others.length > 0) throw new Error(`expected one problem, found ${others.length + 1}`)
  return problem
}

export function configErrorOf(call: () => unknown): ConfigError {
  try {
    call()
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('expected a ConfigError')
}
