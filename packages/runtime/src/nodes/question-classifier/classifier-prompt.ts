/**
 * The prompt of a classifier: rules, two worked examples, and the question with the classes as JSON.
 *
 * The question is put into the JSON as it is, and the whole message is then expanded as a template: a question with quotes breaks the
 * JSON, and one with `{{#…#}}` is rewritten, as on Dify.
 */
import { idOf, listOf, recordOf, textOf } from '../../app/untyped.ts'
import { memoryText, readMemory } from '../../models/conversation-memory.ts'
import { textMessage } from '../../models/prompt-message.ts'
import type { PromptMessage } from '../../models/prompt-message.ts'
import { pythonJson } from '../../values/python-json.ts'
import { pythonText } from '../../values/python-text.ts'
import type { Value } from '../../values/value.ts'
import type { NodeContext, RuntimeNode } from '../node-runner.ts'

/** A class as the file has it. */
export interface QuestionClass {
  readonly id: string
  readonly name: string
}

/** The classes of a node, in order. */
export function readClasses({ data }: RuntimeNode): QuestionClass[] {
  return listOf(data['classes']).map((item) => {
    const { id, name } = recordOf(item)
    return { id: idOf(id) ?? '', name: textOf(name) ?? '' }
  })
}

/** Builds the messages of a classifier. */
export function buildClassifierPrompt(node: RuntimeNode, context: NodeContext, query: Value): PromptMessage[] {
  const instruction = context.renderText(textOf(node.data['instruction']) ?? '')
  const histories = memoryText(readMemory(node, context))
  const task = taskOf(query === null ? '' : pythonText(query), readClasses(node), instruction)
  if (recordOf(node.data['model'])['mode'] === 'completion') {
    return [
      textMessage('user', context.renderText(`${rules(histories)}\n\n${examplesAsText}\n\nInput: ${task}\nOutput:`)),
    ]
  }
  return [
    textMessage('system', context.renderText(rules(histories))),
    ...examples.flatMap(({ asked, answer }) => [textMessage('user', asked), textMessage('assistant', answer)]),
    textMessage('user', context.renderText(task)),
  ]
}

function taskOf(query: string, classes: readonly QuestionClass[], instruction: string): string {
  const categories = pythonJson(classes.map(({ id, name }) => ({ category_id: id, category_name: name })))
  return `{"input_text": ["${query}"], "categories": ${categories}, "classification_instructions": ["${instruction}"]}`
}

function rules(histories: string): string {
  return `You sort texts into categories.

Each request is JSON: "input_text" holds the text, "categories" lists what there is to choose from, each with its "category_id" and "category_name", and "classification_instructions" may say how to decide.

Choose exactly one category for the text, the one that its meaning fits best. Pick a few keywords of the text that led you there.

Reply with one JSON object that has the keys "keywords", "category_id" and "category_name", where id and name are copied from the category that you chose. Write nothing before or after the object.

What was said before, if anything, stands between these tags:
<histories>
${histories}
</histories>`
}

const examples: readonly { readonly asked: string; readonly answer: string }[] = [
  {
    asked: taskOf(
      'The parcel was supposed to be here on Monday, and the tracking page has not moved since.',
      [
        { id: 'a1', name: 'Delivery' },
        { id: 'b2', name: 'Invoices and payment' },
        { id: 'c3', name: 'Something else' },
      ],
      'sort the messages of customers',
    ),
    answer: fence({ keywords: ['parcel', 'tracking page'], category_id: 'a1', category_name: 'Delivery' }),
  },
  {
    asked: taskOf(
      'Great shoes, light and warm, though the laces are short.',
      [
        { id: 'p', name: 'Mostly praise' },
        { id: 'n', name: 'Mostly complaint' },
      ],
      '',
    ),
    answer: fence({ keywords: ['great shoes', 'light', 'warm'], category_id: 'p', category_name: 'Mostly praise' }),
  },
]

const examplesAsText = examples.map(({ asked, answer }) => `Input: ${asked}\nOutput: ${answer}`).join('\n\n')

function fence(answer: object): string {
  return `\`\`\`json\n${JSON.stringify(answer, null, 2)}\n\`\`\``
}
