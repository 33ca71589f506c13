/** USD per TB that a query reads, in us-east-1 (aws.amazon.com/athena/pricing). */
const USD_PER_TB = 5
const TB = 1e12
const MB = 1e6
/** "Rounded up to the nearest megabyte, with a 10 MB minimum per query" (same page). */
const LEAST_MB = 10

/**
 * What a query costs in USD in us-east-1. Athena charges neither for statements that read no data, such as `SHOW TABLES`,
 * nor for failed queries; for a cancelled one it charges what it has read.
 */
export function priceOf(bytesScanned: number): number {
  const megabytes = Math.max(LEAST_MB, Math.ceil(bytesScanned / MB))
  return (megabytes * MB * USD_PER_TB) / TB
}

/** `0.00005 USD` */
export function usd(price: number): string {
  // As many decimals as the least price needs.
  return `${price.toFixed(price < 0.01 ? 5 : 2)} USD`
}

/** `1.2 MB` */
export function bytes(count: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  const power = Math.min(units.length - 1, count < 1 ? 0 : Math.floor(Math.log10(count) / 3))
  const value = count / 1000 ** power
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`
}
