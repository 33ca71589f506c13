export type Kind = 'function' | 'queue' | 'topic' | 'stream' | 'bucket' | 'table' | 'mail'

export interface Node {
  id: string
  /** The stack that it is in, without the stage: `Shop`. */
  domain: string
  kind: Kind
  /** More than one where tables that the same functions use are one node. */
  names: readonly string[]
  /** Functions: the routes that invoke it. */
  routes: readonly string[]
  fifo: boolean
  /** Queues: what stands behind them for messages that fail. */
  deadLetters: boolean
  undelivered: boolean
}

/** The way that data takes. */
export interface Edge {
  from: string
  to: string
}

export interface Graph {
  nodes: readonly Node[]
  edges: readonly Edge[]
}
