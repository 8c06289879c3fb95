import type { Check } from './world.ts'

/** Whether an output meets a check. A rubric is not for this: a judge decides it. */
export function passesCheck({ type, value = '' }: Check, output: string): boolean {
  switch (type) {
    case 'equals':
      return output.trim() === value
    case 'contains':
      return output.includes(value)
    case 'not-contains':
      return !output.includes(value)
    case 'starts-with':
      return output.startsWith(value)
    case 'regex':
      return new RegExp(value, 'u').test(output)
    case 'is-json':
      return isJson(output)
    case 'llm-rubric':
      throw new Error('a rubric is judged by a model, not by comparing texts')
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
