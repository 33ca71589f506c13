/** What purchases cost, in ms of processor time, and what explains a difference. */
export interface Cost {
  functions: number
  /** The process that is the local AWS. */
  local: number
  /** The load generator, which is the same for all. */
  clients: number
  /** Of functions: where there are more of them for the same purchases, batches were smaller and cost more. */
  invocations: number
  /** How many processes the functions had in the end. */
  environments: number
}

/** What one of so many purchases cost, between two readings. */
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
