import type { ChatRequest } from './chat/chat-request.ts'
import type { CallKind } from './ledger.ts'
import { answerGeneric, type Answer } from './models/generic/answer-generic.ts'
import { answerJudge } from './models/judge-model.ts'
import { answerReflection } from './models/reflection/answer-reflection.ts'
import { answerTask } from './models/task-model.ts'
import type { World } from './world/create-world.ts'
import { genericModel, type ReflectionQuality } from './world/model-names.ts'
import { readPrompt } from './world/read-prompt.ts'

/** One model that can be asked. */
export interface SimulatedModel {
  readonly name: string
  readonly kind: CallKind
  /** What its answers depend on beside its name. */
  readonly salt: string
  readonly answer: (request: ChatRequest, key: string) => Answer
}

/** Every model of these worlds, and the one without a world. */
export function simulatedModels(worlds: readonly World[]): SimulatedModel[] {
  return [{ name: genericModel, kind: 'generic', salt: '', answer: answerGeneric }, ...worlds.flatMap(modelsOf)]
}

function modelsOf({ plan, models }: World): SimulatedModel[] {
  const { salt } = plan
  const text = (value: string): Answer => ({ kind: 'text', text: value })
  return [
    {
      name: models.task,
      kind: 'task',
      salt,
      answer: (request, key) => {
        const prompt = readPrompt(
          plan,
          request.messages.map((message) => message.text),
        )
        return prompt === undefined ? answerGeneric(request, key) : text(answerTask(plan, prompt, key))
      },
    },
    { name: models.judge, kind: 'judge', salt, answer: (request, key) => text(answerJudge(plan, request, key)) },
    ...Object.entries(models.reflect).map(([quality, name]): SimulatedModel => ({
      name,
      kind: 'reflect',
      salt,
      answer: (request, key) => text(answerReflection(plan, request, { quality: quality as ReflectionQuality, key })),
    })),
  ]
}
