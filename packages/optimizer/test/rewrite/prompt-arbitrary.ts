import type { TemplateSyntax } from '@autoopt/dsl'
import fc from 'fast-check'
import type { PromptInput } from '../../src/rewrite/prompt-draft.ts'

/** Prompts as people write them: pieces in three languages with the accidents of copying between editors. */
export function promptArbitrary(): fc.Arbitrary<PromptInput> {
  return fc.record({
    id: fc.constant('wf_1_llm_system'),
    text: textArbitrary(),
    syntax: fc.constantFrom<TemplateSyntax>('workflow', 'app', 'none', 'jinja2'),
    role: fc.constantFrom('system', 'user', 'instruction', 'completion', 'query'),
    context: fc.record(
      { output_schema: fc.constant(schema), fallback: fc.constant('unknown'), class_names: fc.constant([...labels]) },
      { requiredKeys: [] },
    ),
  })
}

/** Labels that a later node depends on; some pieces hold them. */
export const labels: readonly string[] = ['Billing', 'in order to cancel', '退款']

const schema = {
  type: 'object',
  required: ['verdict'],
  properties: {
    verdict: { type: 'string', enum: ['yes', 'no'], description: 'What was decided' },
    reasoning: { type: 'string', description: 'Why' },
  },
}

/** Each prompt draws on a few pieces only, so that it repeats itself and keeps to some subject. */
function textArbitrary(): fc.Arbitrary<string> {
  return fc
    .tuple(fc.subarray(pieces, { minLength: 1, maxLength: 6 }), fc.subarray(gaps, { minLength: 1, maxLength: 3 }))
    .chain(([ownPieces, ownGaps]) => {
      const piece = fc.oneof(
        { weight: 12, arbitrary: fc.constantFrom(...ownPieces) },
        { weight: 2, arbitrary: listArbitrary() },
        { weight: 2, arbitrary: numberedArbitrary() },
        { weight: 1, arbitrary: noiseArbitrary() },
      )
      const gap = fc.constantFrom(...ownGaps, '\n', '\n\n')
      return fc
        .tuple(fc.array(fc.tuple(piece, gap), { maxLength: 8 }), fc.constantFrom('', '', ...endings))
        .map(([parts, ending]) => parts.flat().join('') + ending)
    })
}

function listArbitrary(): fc.Arbitrary<string> {
  const item = fc.tuple(
    fc.constantFrom('', '', '  '),
    fc.constantFrom('- ', '- ', '- ', '* ', '• ', '·', '+ '),
    fc.constantFrom(
      'Be brief and polite',
      '请使用礼貌的语气',
      '丁寧に答える',
      'Never guess numbers',
      '规则：',
      'answer: string',
      'reason: string',
    ),
  )
  return fc.array(item, { minLength: 1, maxLength: 6 }).map((items) => items.map((parts) => parts.join('')).join('\n'))
}

/** Mostly counting up, with numbers repeated and skipped. */
function numberedArbitrary(): fc.Arbitrary<string> {
  const item = fc.tuple(fc.constantFrom(0, 1, 1, 1, 2), fc.constantFrom('Read the text', '提取要点', '不要编造'))
  return fc
    .tuple(fc.array(item, { minLength: 2, maxLength: 6 }), fc.constantFrom('. ', '. ', '、', ') '))
    .map(([items, mark]) => {
      let number = 1
      return items.map(([step, words], index) => `${(number += index === 0 ? 0 : step)}${mark}${words}`).join('\n')
    })
}

function noiseArbitrary(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.string({ unit: fc.constantFrom(...signs), maxLength: 20 }),
    fc.string({ unit: 'grapheme', maxLength: 10 }),
  )
}

const signs = [
  '{',
  '}',
  '%',
  '#',
  '`',
  '"',
  "'",
  '“',
  '”',
  '「',
  '<',
  '>',
  '-',
  '*',
  ':',
  '：',
  ' ',
  '\t',
  '\n',
  '\r',
  '1',
  '.',
]

const gaps = [
  '\n',
  '\n',
  '\n\n',
  '\n\n',
  ' ',
  '',
  '\r\n',
  '\n\n\n\n\n',
  '  \n',
  '   \n',
  '\t\n',
  '\n \n \n \n',
  '\u200B',
  '\u00A0',
  '\uFEFF',
  '\u3000\n',
]

const endings = [
  'Answer: ',
  '<letter>\n{{#sys.query#}}',
  '```json\n{"answer": 1}',
  '```\n{{#context#}}\n',
  '{{#sys.query#}}  \n\n',
]

const pieces = [
  '# Task\nSort the mail.\n### Rules\nStay brief.\n### Tone\nBe warm.',
  '# 角色\n客服\n### 任务\n回答问题',
  '## Output format\nWrite JSON.\n\n## Rules\nCite sources.\n\n## Tone\nBe warm.\n',
  '## 输出格式\n只输出一行。\n\n## 规则\n标注来源。\n',
  '1. Read it.\n2. Sort it.\n2. Send it.\n3. Close it.',
  '- be kind\n- be brief\n* be honest\n- be exact',
  '- 保持礼貌\n- 保持简洁\n• 保持诚实\n- 保持礼貌',
  'Write JSON:\n- answer: the label\n- reasoning: why\n- notes: more',
  'Here is the letter\n{{#sys.query#}}\n',
  'Summarize this text.\n{{#1711.text#}}\n{{body}}\n',
  'You are a support agent.',
  'Classify the message as Billing or Other.',
  'Do not invent facts, and never mention 3 or more prices.',
  'It is important to note that answers stay short. In order to help, read it twice.',
  'Answer in the language of the customer. Answer in the language of the customer.',
  '你是一名客服专员。',
  '请根据用户的问题给出回答。请根据用户的问题给出回答。',
  '不要编造信息，禁止输出价格。',
  '需要注意的是，退款申请必须在7天内提出。',
  'あなたはサポート担当者です。価格を推測しないでください。',
  '次のテキストを要約してください。',
  '# Role',
  '## Rules',
  '### Output format',
  '#### 输出格式',
  '## 示例',
  '## Input',
  '【要求】',
  'Rules: be brief; cite sources; never guess',
  '要求：语言简洁；不要使用英文；标注来源。',
  '请完成：1、阅读全文。2、提取要点。3、输出结果。',
  'Example:',
  '示例：',
  'Input: hello\nOutput: hi',
  '输入：你好\n输出：您好',
  'for example "yes" or "no"',
  '例如：苹果、梨',
  '“是"',
  '”否”',
  '"mixed”',
  '“done”',
  "It's the users' data, not 'ours'.",
  '「引用」と『二重』',
  '{{#sys.query#}}',
  '{{#1711.text#}}',
  'Question: {{#start.question#}}',
  '{{name}}',
  '{{ item.text | trim }}',
  '{% if user %}Hello {{ user }}{% else %}Hi{% endif %}',
  '{% for x in items %}',
  '{% endfor %}',
  '{# a comment #}',
  '{#context#}',
  '```json\n{"answer": "x", "n": 12}\n```',
  '```json\n{"answer": 1}',
  '```\n{{#context#}}',
  '```',
  '~~~ts\nconst a  =  1   \n~~~',
  'Use `code  here` always.',
  '{"key": "value", "list": [1, 2]}',
  'Answer as JSON with these fields:',
  '- answer: the label\n- reasoning: why',
  '<context>',
  '</context>',
  '<data>{{#a.b#}}</data>',
  'See https://example.com/a?b=1&c="2".',
  '| a | b |\n|---|---|\n| 1 | 2 |',
  '---',
  'Answer: ',
  '输出：',
  `${'The customer wrote a long letter about many things that matter. '.repeat(30)}Finally, answer.`,
  `${'客户写了一封很长的信，讲了许多重要的事情。'.repeat(30)}最后，请给出结论。`,
]
