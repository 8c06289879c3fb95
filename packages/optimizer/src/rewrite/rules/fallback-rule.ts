import type { PromptDraft } from '../prompt-draft.ts'
import type { RewriteRule } from '../rewrite-rule.ts'
import { insertSection, type Wording, writtenLanguage } from '../section-place.ts'

/**
 * Says what to answer when information is missing, if a later node knows a value for that and no message of the node says so.
 * A way out for missing information keeps a model from inventing one (grade B).
 */
export const fallbackRule: RewriteRule = {
  name: 'fallback-rule',
  kind: 'guarded',
  improves: ['specificity', 'clarity'],
  fitsJinja2: false,
  find(draft) {
    const { fallback = '' } = draft.context
    const language = writtenLanguage(draft.language)
    if (!language || !/\S/.test(fallback) || /[`{}\r\n]/.test(fallback) || saysFallback(draft, fallback)) return []
    return insertSection(draft, {
      title: title[language],
      body: body[language].replace('%s', () => `\`${fallback}\``),
      note: 'Names the value that a later node takes for "no answer".',
    })
  },
}

const title: Wording = { en: 'Missing information', zh: '信息缺失时', ja: '情報が足りない場合' }
const body: Wording = {
  en: 'If the information needed is missing, output %s.',
  zh: '如果所需信息缺失，请输出 %s。',
  ja: '必要な情報がない場合は、%s を出力してください。',
}

const spoken =
  /\b(?:if|when)\b[^.\n]{0,60}\b(?:missing|unknown|unclear|unavailable|not (?:found|available|sure|present|given)|cannot|can't|no )|(?:如果|若|如|当)[^。\n]{0,30}(?:无法|没有|缺失|缺少|不确定|未找到|找不到|不存在|未提供|为空)|(?:不明|ない|なければ|不足)[^。\n]{0,10}場合/iu

function saysFallback({ text, context }: PromptDraft, fallback: string): boolean {
  return [text, ...(context.siblings ?? [])].some((message) => message.includes(fallback) || spoken.test(message))
}
