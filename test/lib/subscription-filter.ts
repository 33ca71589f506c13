/** The part of a subscription's filter policy that selects types of events. */
export interface TypeFilter {
  type?: { prefix: string }[]
}

/** Whether a subscription gets events of a type. Without a filter it gets all. */
export function letsThrough({ type: accepted }: TypeFilter = {}, type: string): boolean {
  return accepted === undefined || accepted.some(({ prefix }) => type.startsWith(prefix))
}
