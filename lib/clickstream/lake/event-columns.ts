import * as clickstreamEvents from '../../../lambda/contracts/clickstream-events.ts'
import type { EventContract } from '../../../lambda/contracts/cloud-event.ts'
import { type HiveStruct, type HiveType, hiveType, merged, written } from './hive-type.ts'

/** A column of a Glue table. */
export interface Column {
  readonly name: string
  /** As Hive writes it. */
  readonly type: string
}

/**
 * The columns for the events of the stream: every attribute and member that a contract in
 * `lambda/contracts/clickstream-events.ts` has. A new member is a new column, which is null in older lines.
 *
 * @throws UnmappedMemberError for a member that has no type in Hive, or another one in another contract
 */
export function eventColumns(): Column[] {
  return columnsOf(Object.values<unknown>(clickstreamEvents).filter(isContract))
}

/** @param contracts whose events are lines of the same objects */
export function columnsOf(contracts: readonly EventContract[]): Column[] {
  const types = contracts.map(({ schema }) => hiveType(schema, 'event'))
  const document = types.reduce((one, other) => merged(one, other, 'event'))
  return Array.from(document as HiveStruct, ([name, type]: [string, HiveType]) => ({
    name,
    type: written(type),
  }))
}

/** Beside contracts, the file exports rules and limits. */
function isContract(exported: unknown): exported is EventContract {
  return typeof exported === 'object' && exported !== null && 'type' in exported && 'schema' in exported
}
