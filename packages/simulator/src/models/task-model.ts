import { draw } from '../random/draw.ts'
import { followRate } from '../world/follow-rate.ts'
import type { PromptReading } from '../world/read-prompt.ts'
import { renderOutput } from '../world/render-output.ts'
import type { Rule } from '../world/rule.ts'
import type { NodePlan, WorldPlan } from '../world/world.ts'

/** What one call is a function of: the same key, the same answer. */
export type CallKey = string

/** What the task model of a world says to a prompt of one of its nodes. */
export function answerTask(plan: WorldPlan, prompt: PromptReading, key: CallKey): string {
  const { node, facts, upstream, reading } = prompt
  if (facts === undefined) return answerBlindly(plan, node)
  if (lacksJson(node, upstream)) return brokenInput[plan.language]
  const isFollowed = (rule: Rule): boolean => {
    if (rule.needs !== undefined && !upstream.includes(rule.needs)) return false
    const demonstrations = prompt.demonstrationsOf(rule)
    const rate = followRate(rule, facts, { plan, node, reading, demonstrations, isMemorised: prompt.isMemorised })
    return draw(key, rule.id) < rate
  }
  return renderOutput(plan, node, facts, { isFollowed, padding: paddingOf(reading.directives) })
}

/** What a node says that sees no case: the label it has met most, or that there is nothing to go by. */
export function answerBlindly(plan: WorldPlan, node: NodePlan): string {
  const [prior = ''] = plan.labels
  return node.form === 'label'
    ? prior
    : { en: 'There is no message to work on.', zh: '没有可处理的消息。' }[plan.language]
}

/** Whether the node is to read an object, and got one wrapped in words. */
export function lacksJson(node: NodePlan, upstream: string): boolean {
  return node.readsJson === true && !upstream.startsWith('{')
}

const brokenInput = { en: 'ERROR: the input is not valid JSON.', zh: '错误：输入不是有效的 JSON。' } as const

function paddingOf(directives: ReadonlySet<string>): number {
  return (directives.has('detailed') ? 3 : 0) + (directives.has('brief') ? 0 : 1)
}
