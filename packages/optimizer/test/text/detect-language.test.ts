import { describe, expect, it } from 'vitest'
import { detectLanguage } from '../../src/text/detect-language.ts'

describe('detectLanguage', () => {
  it.each([
    ['Summarize the text for the reader.', 'en'],
    ['Classify', 'en'],
    ['请总结以下内容，输出 JSON。', 'zh'],
    ['次のテキストを要約し、JSONで出力してください。', 'ja'],
    ['Résumez le texte pour les lecteurs dans une phrase.', 'other'],
    ['Кратко изложите текст.', 'other'],
    ['Hãy đọc kỹ thư của khách và trả lời ngắn gọn.', 'other'],
    ['Translate the following words of the customer into Chinese for us: 你好，再见，谢谢，没关系', 'mixed'],
    ['{{#sys.query#}}', 'none'],
    ['123 + 4', 'none'],
  ])('reads %j as %s', (text, language) => {
    expect(detectLanguage(text, 'workflow')).toBe(language)
  })

  it('does not count variables, code and examples', () => {
    expect(
      detectLanguage('请翻译。\n```\nconst answer = await translate(text)\n```\n{{#llm.english_text#}}', 'workflow'),
    ).toBe('zh')
    expect(detectLanguage('Translate this.\n<example>你好，世界，今天天气不错</example>', 'workflow')).toBe('en')
  })
})
