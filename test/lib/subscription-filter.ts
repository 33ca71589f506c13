/** The part of a subscription's filter policy that selects types of events. */
export interface TypeFilter {
  type?: { prefix: string }[]
  $or?: TypeFilter[]
}

/** Whether a subscription may get events of a type: also where it depends on their data. Without a filter it gets all. */
export function letsThrough({ type: accepted, $or: any }: TypeFilter = {}, type: string): boolean {
  if (any) return any.some(filter => letsThrough(filter, type))
  return accepted === undefined || accepted.some(({ prefix }) => type.startsWith(prefix))
}
