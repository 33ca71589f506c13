/** Whether nothing in `value` is below more than `levels` objects and arrays. */
export function isNestedAtMost(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return levels > 0 && Object.values(value).every(item => isNestedAtMost(item, levels - 1))
}
