import { minorUnitDigits } from '../contracts/money.ts'

/** An amount in the minor unit of its currency, of any size. */
export interface Price {
  readonly amount: number | bigint
  readonly currency: string
}

/**
 * An amount for readers, `€1,999.00`: exact for every amount, with the decimals of the currency by ISO 4217. Of a
 * currency that this release does not know, the decimals are not known either: `199900 XYZ (minor units)`.
 */
export function priceText({ amount, currency }: Price): string {
  const digits = minorUnitDigits(currency)
  if (digits === undefined) return `${amount} ${currency} (minor units)`
  return formatOf(currency, digits).format(decimalText(amount, digits))
}

/** Cached, because making a format takes longer than the rest of a receipt. */
const formats = new Map<string, Intl.NumberFormat>()

function formatOf(currency: string, digits: number): Intl.NumberFormat {
  const known = formats.get(currency)
  if (known) return known
  const format = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  formats.set(currency, format)
  return format
}

/** As text, because a division would round large amounts. */
function decimalText(amount: number | bigint, digits: number): `${number}` {
  return `${amount}e-${digits}` as `${number}`
}
