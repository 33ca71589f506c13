/** S3 tells times in whole seconds: of ms since the epoch those without a fraction. */
export function wholeSeconds(milliseconds: number): number {
  return milliseconds - (milliseconds % 1000)
}
