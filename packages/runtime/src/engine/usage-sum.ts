import { formatPrice } from '../models/format-price.ts'
import type { NodeUsage } from '../nodes/node-runner.ts'

/** Adds up what model calls used. The sum has a price only while all parts have one, in the same currency. */
export class UsageSum {
  #prompt = 0
  #completion = 0
  #total = 0
  #price = 0
  #currency: string | undefined
  #isPriced = true

  add({ prompt_tokens, completion_tokens, total_tokens, total_price, currency }: NodeUsage): void {
    this.#prompt += prompt_tokens
    this.#completion += completion_tokens
    this.#total += total_tokens
    if (total_tokens === 0 && total_price === undefined) return
    if (total_price === undefined || (this.#currency ?? currency) !== currency) this.#isPriced = false
    else this.#price += Number(total_price)
    this.#currency ??= currency
  }

  get total(): NodeUsage {
    return {
      prompt_tokens: this.#prompt,
      completion_tokens: this.#completion,
      total_tokens: this.#total,
      ...(this.#isPriced && this.#total > 0 ? { total_price: formatPrice(this.#price) } : {}),
      ...(this.#isPriced && this.#currency !== undefined ? { currency: this.#currency } : {}),
    }
  }
}
