/** What others wrote must not command the terminal: SQS lets the control characters above 0x7e through. */
export function printable(text: string): string {
  return text.replaceAll(/[\u007f-\u009f\r]/g, '\ufffd')
}
