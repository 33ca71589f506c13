/** A function that takes a queue's messages, as it is deployed. */
export interface Consumer {
  functionName: string
  /** `<domain>-<function>`, as its log lines say. */
  service: string
  roleName: string
  /** Of its queue: `Messaging-dev-Shop-Shipping.fifo`. */
  queueName: string
  queueUrl: string
  /** How many invocations work on its queue at once. */
  concurrency: number
  memoryMb: number
  /** `arm64` or `x86_64`. */
  architecture: string
}
