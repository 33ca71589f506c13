import { type Money, minorUnitDigits } from '../contracts/money.ts'

/** An amount for readers, `€1,999.00`: exact for every amount, with the decimals of the currency by ISO 4217. */
export function priceText({ amount, currency }: Money): string {
  return formatOf(currency).format(decimalText(amount, minorUnitDigits(currency)))
}

/** Cached, because making a format takes longer than the rest of a receipt. */
const formats = new Map<string, Intl.NumberFormat>()

function formatOf(currency: string): Intl.NumberFormat {
  const known = formats.get(currency)
  if (known) return known
  const digits = minorUnitDigits(currency)
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
function decimalText(amount: number, digits: number): `${number}` {
  return `${amount}e-${digits}` as `${number}`
}
