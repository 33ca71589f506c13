/** The last part of an ARN or a URL: what a queue, topic, stream, bucket or function is called. */
export function nameIn(address: string): string {
  return address.slice(Math.max(address.lastIndexOf('/'), address.lastIndexOf(':')) + 1)
}
