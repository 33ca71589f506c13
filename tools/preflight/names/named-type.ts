import type { Target } from '../target.ts'

/** A resource type whose resources have names that only one of them can have in an account and region. */
export interface NamedType {
  /** `AWS::SQS::Queue` */
  type: string
  /** The property that has the name. */
  property: string
  /** For people: `queue`. */
  noun: string
  /** Which of the names are taken. @throws Unanswered */
  taken(target: Target, names: readonly string[]): Promise<string[]>
  /** The name in what CloudFormation calls the physical id. @default - the same */
  nameOf?(physicalId: string): string
  /** What CloudFormation would call the resource of that name. @default - the name */
  physicalId?(target: Target, name: string): string
  /** The command that deletes it. */
  deletion(target: Target, name: string): string
}
