import type { LabelledPrompt } from './labelled-prompts.ts'

const userMessage = { siblings: [{ slot: 'user', role: 'user', before: false, text: '{{#sys.query#}}' }] } as const

const verbs =
  'Check,Count,Compare,Correct,Classify,Combine,Describe,Detect,Extract,Explain,Find,Fix,Group,Highlight,Identify,Judge,List,Mark,Merge,Outline,Predict,Rank,Remove,Rename,Review,Rewrite,Score,Select,Shorten,Simplify,Sort,Split,Suggest,Translate,Verify'.split(
    ',',
  )
const nouns =
  'title,chapters,footnotes,spelling,sources,tables,figures,errors,dates,terms,names,links,topics,risks,owners,claims,deadlines,gaps,duplicates,plot,trend,options,filler,files,licence,abstract,proposal,winner,headline,wording,rows,sections,keywords,captions,totals'.split(
    ',',
  )
const rules = verbs.map((verb, index) => `- ${verb} the ${nouns[index]}.`)

const chineseRules =
  '检查标题,统计章数,比较数据,修改错字,翻译术语,合并段落,描述背景,识别风险,提取日期,解释公式,查找来源,整理图表,归纳主题,列出人名,标注重点,删除并列出广告,预测并说明趋势,排序选项,筛选案例,核对总额,评估成本,计算平均值,改写摘要,精简导语,拆分长段,推荐书目,生成目录,补充页码,填写编号,校对附录,概括结论,设计封面,介绍作者,说明版权,验证链接'
    .split(',')
    .map((rule, index) => `${index + 1}. ${rule}。`)

/** Prompts whose length is their point. */
export const long: readonly LabelledPrompt[] = [
  {
    name: 'thirty-five rules',
    text: `# Task\nEdit the report in this order and return it as Markdown of at most 900 words. If something is missing, write TODO.\n\n# Examples\nThe title “report” becomes “Report 2024”.\n\n# Rules\n${rules.join('\n')}`,
    context: userMessage,
    fires: ['many-instructions'],
  },
  {
    name: 'ninety rules',
    text: `# Task\nEdit the report and return it as Markdown of at most 900 words. If something is missing, write TODO.\n\n# Examples\nThe title “report” becomes “Report 2024”.\n\n# Rules\n${['draft', 'appendix', 'summary'].map((part) => `## In the ${part}\n${rules.map((rule) => rule.replace('.', ` of the ${part}.`)).join('\n')}`).join('\n')}`,
    context: userMessage,
    fires: ['many-instructions'],
  },
  {
    name: '三十五条规则',
    text: `# 任务\n编辑报告，以 Markdown 格式输出，不超过900字。没有的部分写“无”。\n\n# 规则\n${chineseRules.join('\n')}\n\n# 示例\n标题“报告”改为“年度报告”。`,
    context: userMessage,
    fires: ['many-instructions'],
  },
  {
    name: 'twenty rules',
    text: `# Task\nEdit the report and return it as Markdown of at most 900 words. If something is missing, write TODO.\n\n# Examples\nThe title “report” becomes “Report 2024”.\n\n# Rules\n${rules.slice(0, 20).join('\n')}`,
    context: userMessage,
    fires: [],
    near: ['many-instructions', 'duplicate-sentence'],
  },
  {
    name: 'forty facts, two rules',
    text: `Answer from this price list in one sentence; if a product is not in it, say so.\n\n# Prices\n${nouns.map((noun, index) => `- ${noun}: ${index + 3} euros`).join('\n')}`,
    context: userMessage,
    fires: [],
    near: ['many-instructions', 'duplicate-sentence', 'late-task'],
  },
  {
    name: '二十条规则',
    text: `# 任务\n编辑报告，以 Markdown 格式输出，不超过900字。没有的部分写“无”。\n\n# 规则\n${chineseRules.slice(0, 20).join('\n')}\n\n# 示例\n标题“报告”改为“年度报告”。`,
    context: userMessage,
    fires: [],
    near: ['many-instructions'],
  },
  {
    name: 'task after a long story',
    text: 'Two rivers meet below the old town, and a third one joins them from the hills. Every spring the water rises above the lower streets. The people have lived with it for six hundred years. Their houses stand on stone feet, and the shops are on the first floor. Nobody owns a cellar. The bridges have gates that close when the bell rings. Children go to school by boat in April. The mayor is a fisherman, as was his mother. Tourists come in May, when the streets are dry and the gardens bloom. The hotel on the hill was a monastery, and its kitchen is famous for soup. The museum shows the great flood in photographs.\n\n# What we need\nDraft a travel tip of exactly 60 words for families.',
    role: 'user',
    fires: ['late-task'],
  },
]
