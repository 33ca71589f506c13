import * as z from 'zod/mini'

/** The most units in one line of a purchase. */
export const MAXIMUM_QUANTITY = 1_000

/** A product by its stock keeping unit, as clients give it. */
export const sku = z.string().check(z.regex(/^[A-Za-z0-9._-]{1,64}$/))

/** Units of a product, as clients give them. */
export const quantity = z.int().check(z.gte(1), z.lte(MAXIMUM_QUANTITY))
