/**
 * Reads one instruction by its units of meaning: what it is about (features), what it demands (a relation) and of what (a
 * value), with negation, conditions and exceptions. Order and wording are free; what has no anchor is not understood.
 *
 * - A value takes the features named since the value before it, else those that follow it, else all of the instruction.
 * - Features joined by a word such as "and" must all hold; otherwise any of them will do, and there is an assertion for each.
 * - Labels named without any feature are the choice that there is, not a demand.
 * - An odd number of negations between the start of the clause and the value turns the demand round.
 */
import type { RuleKind } from './rule.ts'
import { fieldNames, styles } from './styles.ts'
import type { Vocabulary } from './vocabulary.ts'

/** One demand that an instruction makes. */
export interface Assertion {
  readonly kind: RuleKind
  readonly slot: string
  readonly value: string
  readonly polarity: 1 | -1
  /** The demand holds for cases with all of these. */
  readonly features: readonly string[]
  /** The demand does not hold for cases with any of these. */
  readonly unless: readonly string[]
  /** 1; less where no relation says what to do with the value. */
  readonly strength: number
}

/** @param unit - One instruction, in lower case. */
export function readUnit(unit: string, vocabulary: Vocabulary): Assertion[] {
  const mentions = featureMentions(unit, vocabulary)
  return [...valueAssertions(unit, vocabulary, mentions), ...formAssertions(unit)]
}

interface Mention {
  readonly id: string
  readonly at: number
  readonly isExcepted: boolean
}

/** A thing and its state within a few words of each other. */
function featureMentions(unit: string, vocabulary: Vocabulary): Mention[] {
  return vocabulary.features.flatMap(({ id, thing, state }) => {
    const states = positions(unit, state)
    const near = positions(unit, thing).find((at) => states.some((other) => Math.abs(at - other) <= 26))
    if (near === undefined) return []
    const at = Math.min(near, ...states.filter((other) => Math.abs(near - other) <= 26))
    const before = unit.slice(clauseStart(unit, at), at)
    return [{ id, at, isExcepted: exceptions.test(before) || /\b(?:no|without)\s+(?:an?\s+)?$/.test(before) }]
  })
}

const exceptions = /\b(?:unless|except)\b|除非|除了|除/

function valueAssertions(unit: string, vocabulary: Vocabulary, mentions: readonly Mention[]): Assertion[] {
  const values = vocabulary.values
    .flatMap(({ value, kind, pattern }) => positions(unit, pattern).map((at) => ({ value, kind, at })))
    .toSorted((left, right) => left.at - right.at)
  const isListOfLabels = new Set(values.filter(({ kind }) => kind === 'label').map(({ value }) => value)).size > 1
  return values.flatMap(({ value, kind: home, at }, index) => {
    const from = values[index - 1]?.at ?? 0
    const until = values[index + 1]?.at ?? unit.length
    const own = mentions.filter((mention) => mention.at >= from && mention.at < at)
    const following = mentions.filter((mention) => mention.at > at && mention.at < until)
    const about = own.length > 0 ? own : following.length > 0 ? following : mentions
    const relation = nearestRelation(unit, at)
    const kind = home === 'label' ? 'label' : (relation ?? home)
    const isStated = relation !== undefined || (home === 'label' && (about.length > 0 || labelRelation.test(unit)))
    if (home === 'label' && (!isStated || (isListOfLabels && about.length === 0))) return []
    const before = unit.slice(Math.max(clauseStart(unit, at), from), at)
    const common = {
      kind,
      slot: kind === 'include' ? value : kind,
      value,
      polarity: isNegated(before) ? (-1 as const) : (1 as const),
      unless: about.filter(({ isExcepted }) => isExcepted).map(({ id }) => id),
      strength: isStated ? 1 : 0.5,
    }
    return alternatives(unit, about).map((features) => Object.assign({ features }, common))
  })
}

/** Which features must hold together: all of those joined by "and", else each alone; none when there is no condition. */
function alternatives(unit: string, about: readonly Mention[]): string[][] {
  const required = about.filter(({ isExcepted }) => !isExcepted).toSorted((left, right) => left.at - right.at)
  const ids = required.map(({ id }) => id)
  const [first, last] = [required[0], required.at(-1)]
  if (first === undefined || last === undefined || ids.length < 2) return [ids]
  return /\band\b|\btogether\b|\bplus\b|和|且|与|同时|以及/.test(unit.slice(first.at, last.at))
    ? [ids]
    : ids.map((id) => [id])
}

/**
 * `open`, `close` or `include`, by the nearest word that says so: in the value's clause if there is one there, since other
 * clauses may say what a message does. A word behind the value counts as farther away.
 */
function nearestRelation(unit: string, at: number): RuleKind | undefined {
  const start = clauseStart(unit, at)
  const end = clauseEnd(unit, at)
  const found = relations.flatMap(({ kind, pattern }) =>
    positions(unit, pattern).map((position) => ({
      kind,
      isElsewhere: position < start || position >= end,
      distance: position < at ? at - position : 1.5 * (position - at),
    })),
  )
  return found.toSorted(
    (left, right) => Number(left.isElsewhere) - Number(right.isElsewhere) || left.distance - right.distance,
  )[0]?.kind
}

const relations: readonly { readonly kind: RuleKind; readonly pattern: RegExp }[] = [
  { kind: 'open', pattern: /\b(?:begin|start|open)(?:s|ning|ing)?\b|\bfirst words\b|开头|开始|首句|起始|开场/g },
  { kind: 'close', pattern: /\b(?:end|finish|close|conclude)(?:s|es|ing)?\b|\blast words\b|结尾|结束|末句|收尾/g },
  {
    kind: 'include',
    pattern:
      /\b(?:includ|mention|add|contain|quot|nam|cit|writ|stat|say|us|avoid|omit)(?:e|s|es|ed|ing)?\b|\bput in\b|\bleave out\b|提到|包含|加上|加入|写出|写上|注明|引用|使用|列出/g,
  },
]

const labelRelation =
  /\b(?:answer|choose|label|classif|assign|select|pick|output|return|route|use|means?)\w*|→|=>|:|：|回答|选择|归为|判为|标记|输出|属于|分到/

function formAssertions(unit: string): Assertion[] {
  const common = { polarity: 1, features: [], unless: [], strength: 1 } as const
  const found: Assertion[] = []
  for (const { id, field, pattern } of styles)
    if (pattern.test(unit)) found.push({ ...common, kind: 'style', slot: field, value: id })
  if (/\bnull\b/.test(unit) && lack.test(unit))
    for (const slot of namedFields(unit)) found.push({ ...common, kind: 'absent', slot, value: 'null' })
  if (bare.test(unit))
    found.push({ ...common, kind: 'only', slot: 'only', value: /json/.test(unit) ? 'json' : 'label' })
  const language = /\b(?:in|use)\s+(english|chinese)\b|用(英文|英语|中文|汉语)/.exec(unit)
  if (language !== null) {
    const value = /english|英/.test(language[0]) ? 'en' : 'zh'
    found.push({ ...common, kind: 'language', slot: 'language', value })
  }
  return found
}

const lack = /\bmissing\b|\black|\babsent\b|\bunknown\b|\bnot (?:given|mentioned|stated|there)\b|\bno\b|缺|没有|未|无/
const bare =
  /\b(?:only|just|nothing (?:but|else than))\b[^.,;]{0,12}\b(?:label|json)\b|\b(?:label|json)\b[^.,;]{0,10}\b(?:alone|only)\b|(?:只|仅)[^，。；]{0,4}(?:标签|json)/

function namedFields(unit: string): string[] {
  const named = Object.entries(fieldNames).filter(([, { pattern }]) => positions(unit, pattern).length > 0)
  return named.length > 0 ? named.map(([field]) => field) : ['*']
}

function isNegated(before: string): boolean {
  const negations = before.match(
    /\b(?:not|never|no|avoid|without|omit|skip|forget)\b|n't\b|\bleave out\b|\brather than\b|\binstead of\b|不(?![同过仅但])|(?<![特分区类识级个性])别|勿|禁止|避免|省略|忘|漏/g,
  )
  return (negations?.length ?? 0) % 2 === 1
}

function clauseStart(unit: string, at: number): number {
  return Math.max(0, ...clauseMarks.map((mark) => unit.lastIndexOf(mark, at - 1) + 1))
}

function clauseEnd(unit: string, at: number): number {
  return Math.min(unit.length, ...clauseMarks.map((mark) => unit.indexOf(mark, at)).filter((index) => index >= 0))
}

const clauseMarks = [',', '，', ':', '：', '、'] as const

function positions(unit: string, pattern: RegExp): number[] {
  return Array.from(unit.matchAll(pattern), ({ index }) => index)
}
