import type { LabelledPrompt } from './labelled-prompts.ts'

const userMessage = { siblings: [{ slot: 'user', role: 'user', before: false, text: '{{#sys.query#}}' }] } as const

/**
 * Written and labelled after the rules were finished, and left as they came out: what the rules get wrong here is what they
 * get wrong. Rules are not to be tuned on these.
 */
export const unseen: readonly LabelledPrompt[] = [
  {
    name: 'recipe finder',
    text: 'Suggest dishes that can be cooked with the ingredients the user names. Prefer quick ones.',
    context: userMessage,
    fires: ['missing-output-format', 'missing-limit'],
  },
  {
    name: 'release notes',
    text: 'Turn the commit log into release notes in Markdown with the headings Added, Changed and Fixed. Leave out merge commits. At most 12 entries.\n\n<log>\n{{#http.body#}}\n</log>',
    role: 'user',
    fires: [],
  },
  {
    name: 'sentiment of a tweet',
    text: 'Label the tweet as positive, negative or neutral. Tweet: {{#start.text#}}. Only output the label.',
    fires: ['missing-examples', 'missing-fallback', 'user-text-in-system', 'injection-boundary'],
  },
  {
    name: 'interview coach',
    text: 'Act as an interviewer for junior accountants. Ask one question at a time, wait for the answer, and rate it from 1 to 5 before the next one. Stop after 8 questions.',
    nodeType: 'app',
    context: { app_mode: 'chat', has_memory: true },
    fires: [],
  },
  {
    name: 'legal disclaimer',
    text: 'Draft a suitable disclaimer for the shop, making sure that it is legally correct and reads well. It should be a reasonable length.',
    role: 'user',
    fires: ['missing-limit', 'missing-output-format', 'vague-term'],
  },
  {
    name: 'sql writer',
    text: 'Write one SQLite query that answers the question. Tables: orders(id, day, total), customers(id, name). Output only the query. If the tables cannot answer it, output SELECT NULL.',
    context: userMessage,
    fires: [],
  },
  {
    name: 'order status',
    text: 'Look at the order data and tell the customer when the parcel arrives. Order data: {{#http.body#}} Be short. Do not mention internal codes.',
    context: userMessage,
    fires: ['missing-output-format'],
  },
  {
    name: 'two masters',
    text: 'Answer in one paragraph. You must cite the source of every figure.\n\nStyle:\n- Plain words.\n- Do not cite the source of every figure.',
    context: userMessage,
    fires: ['contradiction'],
  },
  {
    name: '退货助手',
    text: '你是退货助手。根据退货政策判断顾客的商品能否退货，只回答“可以”或“不可以”，并用一句话说明依据。政策没有写明时回答“转人工”。\n\n政策：\n{{#context#}}',
    context: { ...userMessage, has_knowledge: true, context_variable: 'retrieval.result' },
    fires: [],
  },
  {
    name: '朋友圈文案',
    text: '帮我写一条朋友圈文案，主题是周末露营，要有趣，适当加点表情。',
    role: 'user',
    fires: ['missing-limit', 'vague-term'],
  },
  {
    name: '简历打分',
    text: '请给这份简历打分，并说明理由：{{#doc.text#}}，分数满分100，理由不超过3条。',
    role: 'user',
    fires: [],
  },
  {
    name: '关键词',
    text: '从文章里抽取人名、地名和机构名，用JSON返回：{"people": [], "places": [], "organisations": []}\n\n文章：\n{{#doc.text#}}',
    role: 'user',
    fires: ['missing-fallback'],
  },
  {
    name: '禁止清单',
    text: '你负责回复差评。\n禁止与顾客争吵。\n不要承诺赔偿。\n切勿透露员工姓名。\n不得使用表情符号。\n回复不超过80字。',
    context: userMessage,
    fires: ['negation-load'],
  },
  {
    name: '口语老师',
    text: '你是一位耐心的英语口语老师，拥有剑桥大学的学位和十年的教学经验。',
    nodeType: 'app',
    context: { app_mode: 'chat', has_memory: true },
    fires: ['missing-task'],
  },
  {
    name: '会议纪要',
    text: '众所周知，会议纪要很重要。请把录音整理成会议纪要，包括议题、结论、待办三部分，每部分不超过5条。录音：{{#sys.query#}}',
    role: 'user',
    fires: ['filler-phrase', 'injection-boundary'],
  },
  {
    name: 'レビュー返信',
    text: 'お客様のレビューに返信を書いてください。丁寧な言葉で、100文字以内で、最後に店名を入れてください。\n\nレビュー：\n{{#doc.text#}}',
    role: 'user',
    fires: [],
  },
]
