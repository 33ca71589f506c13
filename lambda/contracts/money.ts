import * as z from 'zod/mini'
import { openCode } from './open-code.ts'

const CODES = `
  AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP
  CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG
  HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL
  MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR
  RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD
  TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG`

const WITHOUT_MINOR_UNIT = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' ')
const WITH_THOUSANDTHS = 'BHD IQD JOD KWD LYD OMR TND'.split(' ')

/** The ISO 4217 codes of currencies in everyday use. */
export const currencies: readonly string[] = CODES.trim().split(/\s+/)

/**
 * The number of decimal places of a currency, by ISO 4217.
 *
 * `Intl` does not fit: it follows CLDR, which shows Iraqi dinars and forints without the decimals that their minor unit
 * has. An amount in minor units would be read a hundred or a thousand times too large.
 *
 * @returns undefined for a currency that this release does not know: a guess could be off by the same factor
 */
export function minorUnitDigits(currency: string): 0 | 2 | 3 | undefined {
  if (!currencies.includes(currency)) return undefined
  if (WITHOUT_MINOR_UNIT.includes(currency)) return 0
  return WITH_THOUSANDTHS.includes(currency) ? 3 : 2
}

/**
 * An amount in the currency's minor unit: 19.99 EUR is `{ amount: 1999, currency: 'EUR' }`. At most 2^53 - 1: JSON has no
 * larger integers that every reader reads alike. The currencies are an open set.
 */
export const money = z.object({
  amount: z.int().check(z.gte(0)),
  currency: openCode(['EUR', 'USD', 'JPY']),
})

export type Money = z.infer<typeof money>

/**
 * The highest total of a purchase, in minor units: "For numeric matching, the value can range from -10^9 to 10^9"
 * (Amazon SNS, Filter policy constraints), and such a match selects purchases for review.
 */
export const MAXIMUM_TOTAL = 1_000_000_000

/** A {@link money} from a client: in a known currency, without other members, and not negative or too large. */
export const unitPrice = z.strictObject({
  amount: z.int().check(z.gte(0), z.lte(MAXIMUM_TOTAL)),
  currency: z.enum(currencies as readonly [string, ...string[]]),
})
