/** A deployed function that processes a queue's messages. */
export interface Consumer {
  functionName: string
  /** `<domain>-<function>`, as in its log lines. */
  service: string
  roleName: string
  /** The name of its queue: `Messaging-dev-Shop-Shipping.fifo`. */
  queueName: string
  queueUrl: string
  /** How many invocations process its queue at once. */
  concurrency: number
  memoryMb: number
  /** `arm64` or `x86_64`. */
  architecture: string
}
