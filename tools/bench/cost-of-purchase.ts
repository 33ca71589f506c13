/** The cost of purchases in ms of processor time, with the figures that explain a difference. */
export interface Cost {
  functions: number
  /** The process of the local AWS. */
  local: number
  /** The load generator, which is the same for every revision. */
  clients: number
  /** Invocations of functions: more of them for the same purchases mean smaller batches, which cost more. */
  invocations: number
  /** How many processes the functions had at the end. */
  environments: number
}

/** The cost of one of `purchases` purchases, between two readings. */
export function costBetween(before: Cost, after: Cost, purchases: number): Cost {
  return {
    functions: (after.functions - before.functions) / purchases,
    local: (after.local - before.local) / purchases,
    clients: (after.clients - before.clients) / purchases,
    invocations: (after.invocations - before.invocations) / purchases,
    environments: after.environments,
  }
}

export function totalOf({ functions, local, clients }: Cost): number {
  return functions + local + clients
}
