import type { Language } from '../text/language.ts'
import type { Random } from '../random/create-random.ts'

/** Something that a case can be about: a thing and what is the matter with it. */
export interface Feature {
  readonly id: string
  readonly thing: Synonyms
  readonly state: Synonyms
}

type Synonyms = Readonly<Record<Language, readonly string[]>>

/** Draws features that share neither thing nor state, so that naming one never names another. */
export function drawFeatures(random: Random, count: number): Feature[] {
  const drawnStates = random.sample(states, count)
  return random.sample(things, count).map((thing, index) => {
    const state = drawnStates[index]
    if (state === undefined) throw new Error(`there are only ${states.length} features to draw`)
    return { id: `feature-${index + 1}`, thing, state }
  })
}

/** The feature in words; `choice` in [0, 1) says which synonyms. */
export function describeFeature(feature: Feature, language: Language, choice: number): string {
  const { thing, state } = feature
  const thingWord = thing[language][Math.floor(choice * thing[language].length)] ?? ''
  const stateWord = state[language][Math.floor(((choice * 7) % 1) * state[language].length)] ?? ''
  return language === 'zh' ? `${thingWord}${stateWord}` : `${stateWord} ${thingWord}`
}

const things: readonly Synonyms[] = [
  { en: ['lamp', 'light'], zh: ['指示灯', '灯'] },
  { en: ['hinge', 'joint'], zh: ['合页', '铰链'] },
  { en: ['sticker', 'decal'], zh: ['贴纸', '标贴'] },
  { en: ['charger', 'adapter'], zh: ['充电器', '适配器'] },
  { en: ['invoice', 'bill'], zh: ['发票', '账单'] },
  { en: ['parcel', 'package'], zh: ['包裹', '快件'] },
  { en: ['valve', 'tap'], zh: ['阀门', '龙头'] },
  { en: ['cable', 'cord'], zh: ['线缆', '电线'] },
  { en: ['screen', 'display'], zh: ['屏幕', '显示屏'] },
  { en: ['handle', 'grip'], zh: ['把手', '手柄'] },
  { en: ['filter', 'strainer'], zh: ['滤网', '过滤器'] },
  { en: ['gasket', 'seal'], zh: ['垫圈', '密封圈'] },
]

const states: readonly Synonyms[] = [
  { en: ['amber', 'orange'], zh: ['发黄', '变黄'] },
  { en: ['cracked', 'split'], zh: ['开裂', '裂开'] },
  { en: ['silent', 'mute'], zh: ['无声', '静音'] },
  { en: ['late', 'delayed'], zh: ['迟到', '延误'] },
  { en: ['duplicate', 'doubled'], zh: ['重复', '多出一份'] },
  { en: ['frozen', 'stuck'], zh: ['冻结', '卡住'] },
  { en: ['loose', 'wobbly'], zh: ['松动', '晃动'] },
  { en: ['faded', 'bleached'], zh: ['褪色', '掉色'] },
  { en: ['leaking', 'dripping'], zh: ['漏水', '滴水'] },
  { en: ['rusty', 'corroded'], zh: ['生锈', '锈蚀'] },
  { en: ['bent', 'crooked'], zh: ['弯曲', '变形'] },
  { en: ['noisy', 'rattling'], zh: ['异响', '吵闹'] },
]
