import type { Target } from '../target.ts'

/** A resource type whose names are unique in an account and region. */
export interface NamedType {
  /** `AWS::SQS::Queue` */
  type: string
  /** The property with the name; a dot leads into an object. */
  property: string
  /** The noun for readers: `queue`. */
  noun: string
  /** Returns the names that are taken. @throws Unanswered */
  taken(target: Target, names: readonly string[]): Promise<string[]>
  /** Extracts the name from CloudFormation's physical id. @default - the id is the name */
  nameOf?(physicalId: string): string
  /** The physical id of the resource with that name. @default - the name */
  physicalId?(target: Target, name: string): string
  /** The command that deletes the resource. */
  deletion(target: Target, name: string): string
}
