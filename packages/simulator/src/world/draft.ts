import { createRandom, type Random } from '../random/create-random.ts'
import type { Language } from '../text/language.ts'
import { directives, type DirectiveEffect } from './directives.ts'
import { describeFeature, drawFeatures, type Feature } from './features.ts'
import { drawWords } from './draw-words.ts'
import type { Rule, RuleKind } from './rule.ts'

/** What the apps of all families are drafted with. */
export interface Draft {
  readonly language: Language
  readonly random: Random
  readonly features: readonly Feature[]
  readonly refPrefix: string
  /** A word that no other part of the world uses. */
  readonly word: () => string
  /** The text in the world's language. */
  readonly say: (english: string, chinese: string) => string
  readonly rule: (options: RuleOptions) => Rule
  /** One manner that helps and two that harm some of the rules, of the many that do nothing. */
  readonly effects: (rules: readonly Rule[]) => DirectiveEffect[]
  /** A reference that tells nothing about the case's place. */
  readonly refOf: (index: number) => string
  /** Sentences about some features, in an order and with synonyms of the case's own. */
  readonly describe: (features: readonly string[], index: number) => string
  /** Draws for one case, independent of all others. */
  readonly caseRandom: (index: number) => Random
}

interface RuleOptions {
  readonly kind: RuleKind
  readonly value: string
  readonly slot?: string
  readonly polarity?: 1 | -1
  readonly features?: readonly string[]
  readonly wrong?: string
  readonly needs?: string
  readonly partner?: string
  readonly weight?: number
}

export interface DraftOptions {
  readonly key: string
  readonly language: Language
  readonly baseRates: readonly [least: number, most: number]
}

export function createDraft({ key, language, baseRates }: DraftOptions): Draft {
  const random = createRandom(key)
  const features = drawFeatures(random, 10)
  const words = drawWords(random, language, 90)
  const refPrefix = Array.from({ length: 2 }, () => random.pick(Array.from('BCDFGHKLMNPQRTVWXZ'))).join('')
  const say = (english: string, chinese: string): string => (language === 'zh' ? chinese : english)
  const word = (): string => {
    const next = words.pop()
    if (next === undefined) throw new Error('this world needs more words than were drawn')
    return next
  }
  let rules = 0
  const caseRandom = (index: number): Random => createRandom(key, 'case', index)
  return {
    language,
    random,
    features,
    refPrefix,
    word,
    say,
    rule: ({ kind, value, slot, polarity = 1, wrong, features: about = [], weight = 1, needs, partner }) => ({
      id: `rule-${(rules += 1)}`,
      kind,
      value,
      slot: slot ?? (kind === 'include' ? value : kind),
      polarity,
      features: about,
      base: random.between(...baseRates),
      wrong: wrong ?? (polarity < 0 ? value : word()),
      weight,
      ...(needs === undefined ? {} : { needs }),
      ...(partner === undefined ? {} : { partner }),
    }),
    effects: (own) => drawEffects(random, own),
    refOf: (index) => `${refPrefix}-${1000 + ((index * 7919 + 3571) % 8999)}`,
    describe: (about, index) =>
      about
        .map((id) => {
          const feature = features.find((candidate) => candidate.id === id)
          if (feature === undefined) throw new Error(`there is no ${id}`)
          const own = createRandom(key, 'sentence', index, id)
          return own.pick(sentences[language]).replace('{about}', describeFeature(feature, language, own.next()))
        })
        .join(language === 'zh' ? '' : ' '),
    caseRandom,
  }
}

const sentences: Readonly<Record<Language, readonly string[]>> = {
  en: [
    'I found the {about} when I came home on Monday.',
    'There is the {about} again, for the third time this month.',
    'My neighbour pointed out the {about} to me.',
    'Since last week we have had trouble with the {about}.',
    'Could somebody look into the {about}, please?',
  ],
  zh: [
    '周一回家时我发现{about}。',
    '这个月第三次出现{about}的问题。',
    '邻居告诉我{about}了。',
    '从上周起一直被{about}困扰。',
    '请派人看一下{about}的事。',
  ],
}

function drawEffects(random: Random, rules: readonly Rule[]): DirectiveEffect[] {
  const manners = directives.filter(({ id }) => !['reason-first', 'answer-first', 'detailed'].includes(id))
  const [helpful, ...harmful] = random.sample(manners, 3)
  const some = (): string[] => random.sample(rules, Math.ceil(rules.length / 3)).map(({ id }) => id)
  return [
    ...(helpful === undefined ? [] : [{ directive: helpful.id, rules: some(), factor: 1.3 }]),
    ...harmful.map(({ id }) => ({ directive: id, rules: some(), factor: 0.75 })),
  ]
}
