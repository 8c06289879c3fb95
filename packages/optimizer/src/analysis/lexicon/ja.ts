import { anywhere, type Lexicon } from './lexicon.ts'

const number = '(?:[0-9０-９]{1,6}|[一二三四五六七八九十百千]{1,4})'

/**
 * Cues of Japanese. Cues of presence are wide, so that nothing is called missing that is there; wording that depends on
 * grammar (negations, orders and bans, vague words beyond the plainest) is left out, and its rules stay silent.
 */
export const japanese: Lexicon = {
  language: 'ja',
  task: anywhere(
    '(?:して|して下さい|してください|しろ|せよ|すること|します|する|しなさい|行う|行って|行い|作る|作って|書く|書いて|答え|教えて|出して|まとめ|選び|選んで|述べ|示し|変換|伝えて|見つけ|直して)',
    '翻訳|要約|分析|抽出|生成|作成|分類|判定|回答|出力|説明|提案|評価|抜き出|ください|下さい',
  ),
  uncertainTask: anywhere('抽出|抜き出|分類|判定|特定'),
  classification: anywhere('分類|振り分け'),
  transformation: anywhere('翻訳|書き換え|変換|校正|言い換え|添削'),
  openEndedTask: anywhere('要約|作成|書いて|説明|提案|紹介|まとめて|生成'),
  vague: anywhere('適当に|適切に|適切な|なるべく|できるだけ|可能な限り|いい感じ|ある程度|必要に応じて'),
  outputFormat: anywhere(
    'JSON|XML|YAML|CSV|HTML|Markdown|マークダウン|Mermaid|SQL|形式|フォーマット|箇条書き|テンプレート|出力(?:例|は|ルール|内容|結果)?\\s?[:：】]',
    '(?:のみ|だけ)(?:を|で)?(?:出力|回答|答え|返|記述)|一言で|(?:日本語|英語)で',
    `${number}(?:つ|個|件|行|文|項目|段落|文字|字)`,
  ),
  outputFields: anywhere('フィールド|キー|項目|以下|次の|含め|含む|カラム|列'),
  limit: anywhere(
    `${number}\\s?(?:文字|字|個|件|行|文|つ|項目|段落|点|ステップ|枚|語|%|～|〜|-)`,
    '文字数|以内|最大|最低|一言|ずつ|(?:のみ|だけ)(?:を|で)?(?:出力|回答|答え|返)',
  ),
  fallback: anywhere('場合|とき|時|なければ|わからない|分からない|不明|それ以外|その他|null|できない|見つからない'),
  example: anywhere('例|サンプル|入力\\s{0,2}[：:]'),
  dataGuard: anywhere('データとして|指示(?:に|は)(?:従わ|無視)|命令(?:に|は)(?:従わ|無視)'),
  answerLanguage: /(日本語|英語|中国語)で(?=回答|答え|出力|返答|返信|書|記述|作成|生成)/gu,
  translation: anywhere('翻訳|和訳|英訳|訳して'),
  languageNames: { 日本語: 'ja', 英語: 'en', 中国語: 'zh' },
}
