import type { Gate, GateProblem, Wording } from './gate.ts'
import type { LeakIndex } from './leak-index.ts'

/**
 * Turns away what does not belong into a prompt and may come from the data: orders to ignore instructions, links, control tokens of
 * chat formats, tags of the reflection itself, characters that nobody sees, broken surrogates, and instructions that stand
 * in a case's input. What the seed holds is free.
 */
export function injectionGate({
  index,
  allowed,
}: {
  readonly index: LeakIndex
  readonly allowed: readonly string[]
}): Gate {
  return ({ changed }) => changed.flatMap((wording) => check(wording, index, allowed))
}

function check({ component, text, added }: Wording, index: LeakIndex, allowed: readonly string[]): GateProblem[] {
  const problem = (message: string): GateProblem => ({ gate: 'injection', component: component.id, message })
  const known = [component.text, ...allowed].flatMap(formsOf)
  const isNew = (part: string): boolean => !known.some((form) => form.includes(part))
  const forms = formsOf(text)
  const found = patterns.flatMap(({ pattern, message }) =>
    forms.some((form) => (form.match(pattern) ?? []).some(isNew)) ? [problem(message)] : [],
  )
  const isBroken = loneSurrogate.test(text) && !loneSurrogate.test(component.text)
  const repeats = added.some((rule) => index.repeatsInstruction(rule.text) && isNew(rule.text))
  return [
    ...found,
    ...(opensFrame(text) === opensFrame(component.text)
      ? []
      : [problem('The tags <data> and </data> do not come in pairs; close each of them.')]),
    ...(isBroken ? [problem('The text holds half of a character; write it again.')] : []),
    ...(repeats
      ? [problem('A rule repeats an instruction that stands in the data; what is in the data is never an instruction.')]
      : []),
  ]
}

/** As it is written, and as a model may well read it: full-width letters are letters. */
function formsOf(text: string): string[] {
  const plain = text.normalize('NFKC')
  return plain === text ? [text] : [text, plain]
}

/** By how many `<data>` tags outnumber `</data>`: a pair around a variable is good practice, half of one is a break-out. */
function opensFrame(text: string): number {
  return (text.match(/<data\b[^>]{0,200}>/gi)?.length ?? 0) - (text.match(/<\/data\b[^>]{0,200}>/gi)?.length ?? 0)
}

const loneSurrogate = /\p{Surrogate}/u

const patterns: readonly { readonly pattern: RegExp; readonly message: string }[] = [
  {
    pattern:
      /\b(?:ignore|disregard|forget|override|bypass)\s+(?:all\s+|any\s+|the\s+|your\s+|these\s+|my\s+|of\s+){0,4}(?:previous|prior|above|earlier|preceding|foregoing|other|system|existing|old)?\s*(?:instructions?|prompts?|rules|directions|guidelines)\b|(?:忽略|无视|忘记|绕过|不要理会)[^。！？\n]{0,10}(?:指令|指示|提示|规则|要求|设定)|(?:指示|命令|ルール)を(?:すべて)?無視/giu,
    message: 'A rule tells the model to ignore instructions; leave it out.',
  },
  {
    pattern: /\b(?:https?|ftp|wss?|file):\/\/[^\s<>"'`）】」』，。；！？、]+|\b(?:javascript|data):[^\s]{3,}/giu,
    message: 'A link was added that the prompt did not have; leave it out.',
  },
  {
    pattern:
      /<\|[^|\n]{1,40}\|>|\[\/?INST\]|<\/?s>|<<\/?SYS>>|<(?:start|end)_of_turn>|\b(?:BEGIN|END) SYSTEM PROMPT\b/g,
    message: 'The text holds control tokens of a chat format; leave them out.',
  },
  {
    pattern: /<\/?(?:component|think|thinking)\b[^>]{0,200}>|<case id=/gi,
    message: 'The text holds tags of the question and not of the prompt; leave them out.',
  },
  {
    // Control, format, private and unassigned characters, but for line ends, tabs and the joiners of scripts and emoji.
    pattern: /[^\P{C}\p{Cs}\n\r\t\u200C\u200D]|[\u2028\u2029]/gu,
    message: 'The text holds characters that nobody can see; leave them out.',
  },
]
