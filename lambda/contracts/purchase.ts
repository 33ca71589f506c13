import * as z from 'zod/mini'
import { uuid } from './id.ts'
import { money } from './money.ts'
import { openCode } from './open-code.ts'
import { messageLine } from './text.ts'

/*
 * What messages say of a purchase. Nothing here limits the business: the limits of a purchase are those of
 * `POST /purchases` (purchases-api.ts), and a reader takes what a later door lets in. Unknown members are passed over.
 */

export const purchaseId = uuid

/**
 * The shop's id of a customer. It is the message group of the customer's purchases, hence SQS's limit of 128
 * characters. It is logged, so it must not contain `@`, as an e-mail address does.
 */
export const customerId = z.string().check(z.regex(/^[A-Za-z0-9._:-]{1,128}$/))

/** Whose a purchase is when its customer is forgotten: no customer has this id. */
export const FORGOTTEN_CUSTOMER = 'forgotten'

/** Where a purchase ships to. Countries are an open set: ISO 3166-1 alpha-2 today. */
export const shipTo = z.object({
  name: messageLine,
  street: messageLine,
  city: messageLine,
  postalCode: messageLine,
  country: openCode(['DE', 'GB', 'US']),
})

/**
 * A product by its stock keeping unit. It is a part of table keys and of event ids, which have at most 256 bytes
 * together with a purchase's id.
 */
export const sku = z.string().check(z.regex(/^[A-Za-z0-9._-]{1,200}$/))

/** Units of a product. */
export const quantity = z.int().check(z.gte(1))

export const item = z.object({ sku, quantity, unitPrice: money })

export const items = z.array(item).check(z.minLength(1))

export type Item = z.infer<typeof item>
