import type { ResolveModel } from '@autoopt/runtime'
import { scriptedModel, statusError } from './scripted-model.ts'

/** A model behind an HTTP endpoint that takes the last message as text and answers with text. Errors are those of the AI SDK. */
export function httpModel(url: string): ResolveModel {
  return scriptedModel(async ({ prompt, abortSignal }) => {
    const body = JSON.stringify(prompt.at(-1)?.content)
    const response = await fetch(url, { method: 'POST', body, ...(abortSignal && { signal: abortSignal }) })
    const text = await response.text()
    if (!response.ok) throw statusError(response.status, Object.fromEntries(response.headers))
    return text
  })
}
