import * as z from 'zod/mini'
import { emailAddress } from './email-address.ts'
import { uuid } from './id.ts'
import { messageLine } from './text.ts'

const base64url = (least: number, most: number) =>
  z.string().check(z.regex(new RegExp(`^[A-Za-z0-9_-]{${least},${most}}$`)))

/**
 * Personal data that only the customer's key opens: AES-256-GCM over its JSON, in Base64 for URLs. The purchase's and
 * the customer's ids are bound to it (`["<purchaseId>","<customerId>"]` is the additional data), so that it opens in no
 * other purchase. Without the key it is noise, wherever copies of it are.
 */
export const sealed = z.object({
  /** Of the key. A customer who comes back after being forgotten has another. */
  keyId: uuid,
  /** 12 random bytes. */
  nonce: base64url(16, 16),
  /** At most 256 KiB, as a message. */
  text: base64url(1, 262_144),
  /** 16 bytes. */
  tag: base64url(22, 22),
})

/** What a purchase's personal data is when it is opened. */
export const personalData = z.object({
  customerEmail: emailAddress,
  shipTo: z.object({ name: messageLine, street: messageLine, city: messageLine, postalCode: messageLine }),
})

export type Sealed = z.infer<typeof sealed>
export type PersonalData = z.infer<typeof personalData>
