import type { Language } from '../text/language.ts'

/** A manner that prompts often ask for. Most change nothing; some help or harm certain rules of a world. */
export interface Directive {
  readonly id: string
  /** Finds it in either language. */
  readonly pattern: RegExp
  readonly phrases: Readonly<Record<Language, readonly string[]>>
}

/** What a directive does in one node of one world. */
export interface DirectiveEffect {
  readonly directive: string
  /** Ids of the rules that it bears on. */
  readonly rules: readonly string[]
  /** Below 1: the rules are followed that much less often; above 1: misses are that many times rarer. */
  readonly factor: number
}

/** Every manner that the models know. */
export const directives: readonly Directive[] = [
  {
    id: 'brief',
    pattern: /\b(?:brief|concise|short|terse)\b|简短|简洁|精炼/,
    phrases: { en: ['Be as brief as you can', 'Keep every reply concise'], zh: ['请尽量简短', '回复要简洁'] },
  },
  {
    id: 'detailed',
    pattern: /\b(?:detailed|thorough|elaborate|comprehensive)\b|详细|详尽|全面/,
    phrases: {
      en: ['Be thorough and elaborate on every point', 'Give a detailed reply'],
      zh: ['请详细说明每一点', '回复要尽量详尽'],
    },
  },
  {
    id: 'reason-first',
    pattern: /\b(?:think|reason)\b[^.;]*\b(?:first|before)\b|step by step|先(?:思考|分析|推理)|逐步/,
    phrases: {
      en: ['Reason about the message first, then answer', 'Think step by step before you answer'],
      zh: ['先分析内容，再作答', '请逐步思考后再回答'],
    },
  },
  {
    id: 'answer-first',
    pattern: /\banswer\b[^.;]*\bfirst\b[^.;]*\bthen\b|先(?:给出)?(?:答案|结论)/,
    phrases: {
      en: ['Put the answer first, then your thoughts', 'Give the answer first and then explain it'],
      zh: ['先给出答案，再说明', '先给出结论，然后解释'],
    },
  },
  {
    id: 'polite',
    pattern: /\b(?:polite|courteous|friendly)\b|礼貌|友好|客气/,
    phrases: { en: ['Be polite and friendly', 'Keep a courteous tone'], zh: ['保持礼貌友好', '语气要客气'] },
  },
  {
    id: 'creative',
    pattern: /\b(?:creative|original|inventive)\b|创意|新颖|有创造性/,
    phrases: {
      en: ['Be creative in how you put things', 'Prefer original wording'],
      zh: ['表达要有创意', '措辞要新颖'],
    },
  },
  {
    id: 'confident',
    pattern: /\b(?:confident|decisive|never hesitate)\b|自信|果断|不要犹豫/,
    phrases: { en: ['Sound confident and decisive', 'Be decisive at all times'], zh: ['语气要自信果断', '判断要果断'] },
  },
  {
    id: 'careful',
    pattern: /\b(?:double-check|careful|verify)\b|仔细|复核|检查/,
    phrases: { en: ['Double-check your work', 'Be careful and verify the details'], zh: ['请仔细检查', '请复核细节'] },
  },
  {
    id: 'formal',
    pattern: /\b(?:formal|professional|businesslike)\b|正式|专业|商务/,
    phrases: {
      en: ['Use a formal, professional style', 'Stay businesslike'],
      zh: ['使用正式、专业的风格', '保持商务语气'],
    },
  },
  {
    id: 'simple',
    pattern: /\b(?:simple words|plain language|easy to read)\b|通俗|易懂|浅显/,
    phrases: { en: ['Use plain language', 'Write in simple words'], zh: ['语言要通俗易懂', '用浅显的词语'] },
  },
  {
    id: 'lively',
    pattern: /\b(?:emoji|lively|vivid)\b|表情符号|生动|活泼/,
    phrases: { en: ['Write in a lively way', 'Make the text vivid'], zh: ['文字要生动', '语气要活泼'] },
  },
  {
    id: 'expert',
    pattern: /\b(?:expert|specialist|experienced)\b|专家|资深|经验丰富/,
    phrases: {
      en: ['Act as an experienced expert', 'You are a seasoned specialist'],
      zh: ['你是一位资深专家', '请像专家一样处理'],
    },
  },
]
