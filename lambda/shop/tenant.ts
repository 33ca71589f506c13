/** The shop's tenant in the fair mail queue. */
export const TENANT = 'shop'
