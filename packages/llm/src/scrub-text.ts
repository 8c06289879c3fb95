import type { LanguageModelV4Prompt } from '@ai-sdk/provider'

const MAX_LENGTH = 500
const ECHO = 24
const STRIDE = ECHO / 2
const MAX_LOOKS = 200
const LOOKS_LIKE_A_KEY = /\b(?:sk|pk|rk|gsk|xai|hf|AIza|key)[-_]?[A-Za-z0-9_-]{16,}|\bBearer\s+\S+/g

/** What must not appear in a message. */
export interface Sensitive {
  /** Keys and header values. */
  readonly secrets: readonly string[]
  readonly prompt: LanguageModelV4Prompt
}

/**
 * A server's words without keys and without what they repeat of the prompt (24 characters or more), cut at 500 characters.
 */
export function scrubText(text: string, { secrets, prompt }: Sensitive): string {
  let clean = text
  for (const secret of secrets) if (secret !== '') clean = clean.replaceAll(secret, '***')
  clean = clean.replace(LOOKS_LIKE_A_KEY, '***').slice(0, MAX_LENGTH)
  const told = toldTexts(prompt)
  return told === '' ? clean : withoutEchoes(clean, told)
}

function toldTexts(prompt: LanguageModelV4Prompt): string {
  const texts = prompt.flatMap(({ content }) =>
    typeof content === 'string' ? content : content.map((part) => ('text' in part ? part.text : '')),
  )
  // As they are, and as they stand inside JSON.
  return texts.flatMap((text) => [text, JSON.stringify(text).slice(1, -1)]).join('\0')
}

/** Any echo of 24 characters covers one aligned window of 12, so that only the windows have to be looked up. */
function withoutEchoes(text: string, told: string): string {
  let clean = ''
  let from = 0
  for (let at = 0; at + STRIDE <= text.length; at += STRIDE) {
    if (at < from) continue
    const echo = widestEcho(text, told, { at, from })
    if (echo === undefined) continue
    clean += `${text.slice(from, echo.start)}[prompt]`
    from = echo.end
  }
  return clean + text.slice(from)
}

/** The longest of the echoes that cover a window. A prompt that repeats itself may hold very many of them. */
function widestEcho(text: string, told: string, { at, from }: { at: number; from: number }) {
  const window = text.slice(at, at + STRIDE)
  let widest: { start: number; end: number } | undefined
  let looked = 0
  for (let found = told.indexOf(window); found !== -1 && looked < MAX_LOOKS; found = told.indexOf(window, found + 1)) {
    looked += 1
    let start = at
    let end = at + STRIDE
    while (start > from && text[start - 1] === told[found - (at - start) - 1]) start -= 1
    while (end < text.length && text[end] === told[found + (end - at)]) end += 1
    if (end - start >= ECHO && end - start > (widest ? widest.end - widest.start : 0)) widest = { start, end }
  }
  return widest
}
