/** Whose mail the shop's is, where the mailer is fair between its users. */
export const TENANT = 'shop'
