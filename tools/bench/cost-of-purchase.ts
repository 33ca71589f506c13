/** Processor time in ms. */
export interface Cost {
  functions: number
  /** The process that is the local AWS. */
  local: number
  /** The load generator, which is the same for all. */
  clients: number
  /** How many processes the functions had in the end: with more of them, batches are smaller and cost more. */
  environments: number
}

/** What one of so many purchases cost, between two readings. */
export function costBetween(before: Cost, after: Cost, purchases: number): Cost {
  return {
    functions: (after.functions - before.functions) / purchases,
    local: (after.local - before.local) / purchases,
    clients: (after.clients - before.clients) / purchases,
    environments: after.environments,
  }
}

export function totalOf({ functions, local, clients }: Cost): number {
  return functions + local + clients
}
