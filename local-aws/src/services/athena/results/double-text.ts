/**
 * A double as Java prints it: `1.0`, `1.0E10`, `NaN`.
 *
 * Java's shortest digits are those of JavaScript; it writes an exponent below 10^-3 and from 10^7 on.
 */
export function doubleText(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e')
  const power = Number(exponent)
  if (power < -3 || power >= 7) return `${withFraction(mantissa)}E${power}`
  return withFraction(plainText(mantissa, power))
}

function withFraction(digits: string): string {
  return digits.includes('.') ? digits : `${digits}.0`
}

/** `mantissa` × 10^`power`, without an exponent. */
function plainText(mantissa: string, power: number): string {
  const sign = mantissa.startsWith('-') ? '-' : ''
  const digits = mantissa.replace(/[-.]/g, '')
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${digits}`
  const whole = digits.slice(0, power + 1).padEnd(power + 1, '0')
  const fraction = digits.slice(power + 1)
  return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`
}
