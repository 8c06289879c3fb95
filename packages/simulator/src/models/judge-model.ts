import type { ChatRequest } from '../chat/chat-request.ts'
import { draw } from '../random/draw.ts'
import { countTokens } from '../text/count-tokens.ts'
import { escapePattern } from '../text/escape-pattern.ts'
import { factsByRef } from '../world/cases.ts'
import { checksOf } from '../world/checks-of.ts'
import { expectedText } from '../world/expected-text.ts'
import { passesCheck } from '../world/passes-check.ts'
import type { CaseFacts, WorldPlan } from '../world/world.ts'

/**
 * Judges the output in a prompt by the case's own checks, with a bias for length and some noise. It finds the case by its
 * reference, the output between `<output>` tags, with a code or without, or behind a label such as `Output:`; of two outputs, labelled A and B, it
 * names the better, with a bias for the first.
 */
export function answerJudge(plan: WorldPlan, { messages, responseFormat }: ChatRequest, key: string): string {
  const text = messages.map((message) => message.text).join('\n')
  const facts = caseIn(plan, text)
  const pair = pairIn(text)
  if (pair !== undefined) {
    const [first, second] = pair.map((output, index) => score(plan, facts, { output, key: `${key}/${index}` }))
    const winner = (first ?? 0) + seatBias >= (second ?? 0) ? 'A' : 'B'
    return responseFormat === 'text' && !/json/i.test(text)
      ? winner
      : JSON.stringify({ winner, reason: 'simulated judgement' })
  }
  const value = Math.round(100 * score(plan, facts, { output: outputIn(text), key })) / 100
  return JSON.stringify({
    reason: reasonFor(value, plan, { facts, output: outputIn(text) }),
    pass: value >= 0.5,
    score: value,
  })
}

const seatBias = 0.05

function caseIn(plan: WorldPlan, text: string): CaseFacts | undefined {
  const [ref] = new RegExp(String.raw`${escapePattern(plan.refPrefix)}-\d+`).exec(text) ?? []
  return ref === undefined ? undefined : factsByRef(plan).get(ref)
}

function pairIn(text: string): [string, string] | undefined {
  const [, first, second] =
    /(?:^|\n)\W{0,8}(?:output |answer |response )?A\W{0,8}:\s*(.*?)\n\W{0,8}(?:output |answer |response )?B\W{0,8}:\s*(.*)$/is.exec(
      text,
    ) ?? []
  return first === undefined || second === undefined ? undefined : [first.trim(), second.trim()]
}

function outputIn(text: string): string {
  const [, , tagged] = /<output(-[\da-f]+)?>\s*(.*?)\s*<\/output\1>/is.exec(text) ?? []
  if (tagged !== undefined) return tagged
  const [, labelled] =
    /(?:^|\n)\W{0,8}(?:output|answer|response|submission|输出|回答)\W{0,8}[:：]\s*(.*?)(?=\n\W{0,8}(?:rubric|criteria|expected|reference|评分|标准)\b|$)/is.exec(
      text,
    ) ?? []
  return (labelled ?? text).trim()
}

interface Judged {
  readonly output: string
  readonly key: string
}

function score(plan: WorldPlan, facts: CaseFacts | undefined, { output, key }: Judged): number {
  const noise = plan.judge.noise * (2 * draw(key, 'noise') - 1)
  return Math.min(1, Math.max(0, trueShare(plan, facts, output) + lengthBonus(plan, facts, output) + noise))
}

function trueShare(plan: WorldPlan, facts: CaseFacts | undefined, output: string): number {
  if (facts === undefined) return 0.5
  const checks = checksOf(plan, facts)
    .map(({ check }) => check)
    .filter(({ node }) => node === undefined)
  const total = checks.reduce((sum, { weight }) => sum + weight, 0)
  return checks.filter((check) => passesCheck(check, output)).reduce((sum, { weight }) => sum + weight, 0) / total
}

/** What a text gains by being longer than needed, up to twice as long; a shorter one loses. */
function lengthBonus(plan: WorldPlan, facts: CaseFacts | undefined, output: string): number {
  if (facts === undefined) return 0
  const usual = countTokens(expectedText(plan, facts))
  return plan.judge.lengthBias * Math.min(1, Math.max(-0.5, countTokens(output) / usual - 1))
}

function reasonFor(
  value: number,
  plan: WorldPlan,
  { facts, output }: { readonly facts: CaseFacts | undefined; readonly output: string },
): string {
  const isShort = facts !== undefined && countTokens(output) < 1.6 * countTokens(expectedText(plan, facts))
  const verdict = value >= 0.5 ? 'It does most of what was asked.' : 'It misses what was asked.'
  return `Simulated judgement: ${verdict}${isShort && plan.judge.lengthBias > 0.1 ? ' It is rather short and could say more.' : ''}`
}
