/**
 * Lets a model choose one of several classes, and takes the branch of that class. An answer without a known class takes the first one;
 * an answer that is no JSON fails.
 */
import { selectorOf } from '../../app/untyped.ts'
import { parseJsonMarkdown } from '../../json/parse-json-markdown.ts'
import { callModel } from '../../models/call-model.ts'
import { describePrompt } from '../../models/describe-prompt.ts'
import { dropEmptyMessages } from '../../models/drop-empty-messages.ts'
import { readModelSettings } from '../../models/model-settings.ts'
import { readPromptFiles } from '../../models/read-prompt-files.ts'
import { addFiles, readVision } from '../../models/vision-files.ts'
import type { Value, Values } from '../../values/value.ts'
import type { NodeContext, NodeRunner } from '../node-runner.ts'
import { withDetails } from '../with-details.ts'
import { buildClassifierPrompt, readClasses } from './classifier-prompt.ts'
import type { QuestionClass } from './classifier-prompt.ts'

/** Runs a `question-classifier` node. */
export const runQuestionClassifier: NodeRunner = async (node, context) => {
  const { dify, variables } = context
  const query = variables.get(selectorOf(node.data['query_variable_selector'])) ?? null
  const inputs: Values = { query }
  try {
    const settings = readModelSettings(node)
    const model = await context.model(settings)
    const prompt = addFiles(buildClassifierPrompt(node, context, query), readVision(node, variables))
    const messages = await readPromptFiles(dropEmptyMessages(prompt, model.features), context)
    const answer = await callModel({ model, messages, onText: ignore }, context)
    const usage = answer.usage.node
    const chosen = chooseClass(answer.text, renderClasses(readClasses(node), context), { dify, usage })
    return {
      inputs,
      process_data: {
        model_mode: settings.mode,
        prompts: describePrompt(messages, settings.mode),
        usage: answer.usage.record,
        finish_reason: answer.finishReason,
        model_provider: settings.provider,
        model_name: settings.name,
      },
      outputs: {
        class_name: chosen.name,
        ...(dify === '0.15' ? {} : { class_id: chosen.id }),
        usage: answer.usage.record,
      },
      handle: chosen.id,
      usage,
    }
  } catch (error) {
    throw withDetails(error, { inputs })
  }
}

/** Dify streams the call and shows no piece of it. */
function ignore(): void {}

/** Names are templates; in 0.15 they come out as they are written. */
function renderClasses(classes: readonly QuestionClass[], context: NodeContext): QuestionClass[] {
  return classes.map(({ id, name }) => ({ id, name: context.dify === '0.15' ? name : context.renderText(name) }))
}

interface Choice {
  readonly dify: NodeContext['dify']
  readonly usage: NonNullable<Awaited<ReturnType<NodeRunner>>['usage']>
}

function chooseClass(answer: string, classes: readonly QuestionClass[], { dify, usage }: Choice): QuestionClass {
  const [first] = classes
  if (first === undefined) throw new Error('A question classifier needs at least one class')
  const said = answer.replaceAll(/<think[^>]*>[\s\S]*?<\/think>/gi, '')
  try {
    const { category_name, category_id } = parseJsonMarkdown(said, dify)
    const isComplete = category_name !== undefined && category_id !== undefined
    return (isComplete ? classes.find(({ id }) => isSame(id, category_id)) : undefined) ?? first
  } catch (error) {
    throw withDetails(error, { usage })
  }
}

function isSame(id: string, said: Value): boolean {
  return said === id
}
