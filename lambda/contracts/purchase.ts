import * as z from 'zod/mini'
import { country } from './country.ts'
import { uuid } from './id.ts'
import { unitPrice } from './money.ts'
import { line } from './text.ts'

/** The most units in one line of a purchase. */
export const MAXIMUM_QUANTITY = 1_000
/** The most lines in one purchase. */
export const MAXIMUM_ITEMS = 100

export const purchaseId = uuid

/**
 * The shop's id of a customer. It is the message group of the customer's purchases, hence SQS's limit of 128
 * characters. It is logged, so it must not contain `@`, as an e-mail address does.
 */
export const customerId = z.string().check(z.regex(/^[A-Za-z0-9._:-]{1,128}$/))

export const shipTo = z.strictObject({
  name: line(200),
  street: line(200),
  city: line(200),
  postalCode: line(20),
  country,
})

/** A product by its stock keeping unit. */
export const sku = z.string().check(z.regex(/^[A-Za-z0-9._-]{1,64}$/))

/** Units of a product. */
export const quantity = z.int().check(z.gte(1), z.lte(MAXIMUM_QUANTITY))

export const item = z.strictObject({
  sku,
  quantity,
  unitPrice,
})

export const items = z.array(item).check(z.minLength(1), z.maxLength(MAXIMUM_ITEMS))

export type Item = z.infer<typeof item>
