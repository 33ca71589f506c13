export type Kind = 'function' | 'queue' | 'topic' | 'stream' | 'delivery' | 'bucket' | 'table' | 'mail'

export interface Node {
  id: string
  /** The name of its stack without the stage: `Shop`. */
  domain: string
  kind: Kind
  /** Several if tables with the same functions are merged into one node. */
  names: readonly string[]
  /** Functions: the routes that invoke it. */
  routes: readonly string[]
  fifo: boolean
  /** Queues: whether they have a dead-letter queue, and one for undelivered messages. */
  deadLetters: boolean
  undelivered: boolean
}

/** The direction of data. */
export interface Edge {
  from: string
  to: string
}

export interface Graph {
  nodes: readonly Node[]
  edges: readonly Edge[]
}
