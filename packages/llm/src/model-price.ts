import { modelPricesSchema } from '@autoopt/config'
import { z } from 'zod'

/** Prices of one model, with what the price lists of vendors have beyond those of a configuration. */
export const modelPriceSchema = modelPricesSchema.extend({
  cache_write_usd_per_million_tokens: z.number().min(0).optional(),
  /** Prices of a call whose input is longer than so many tokens. */
  long_input: modelPricesSchema
    .extend({
      more_than_tokens: z.int().min(1),
      cache_write_usd_per_million_tokens: z.number().min(0).optional(),
    })
    .optional(),
})
export type ModelPrice = z.infer<typeof modelPriceSchema>

/** One row of a price table. */
export const priceEntrySchema = z.strictObject({
  /** Host of the endpoint; the same model costs something else elsewhere. */
  host: z.string().min(1),
  model: z.string().min(1),
  price: modelPriceSchema,
  /** Month in which the vendor's price list said so. */
  as_of: z.string().regex(/^\d{4}-\d{2}$/),
  /** Last day on which the price is valid, if the vendor names one. */
  until: z.iso.date().optional(),
})
export type PriceEntry = z.infer<typeof priceEntrySchema>
