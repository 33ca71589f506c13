import type { Duration } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { refuse } from './refusal.ts'
import { refuseUnlessWhole, wholeSeconds } from './whole-number.ts'

/** The numbers and variables in a function's configuration. */
export interface FunctionSettings {
  readonly timeout: Duration
  readonly memoryMegabytes: number
  readonly reservedConcurrency?: number
  readonly environment: Readonly<Record<string, string>>
}

/**
 * "Environment variables: 4 KB, for all environment variables associated with the function, in aggregate" (Lambda
 * quotas).
 */
const MAXIMUM_ENVIRONMENT_BYTES = 4096
/** Lambda, CreateFunction, Environment: "[a-zA-Z]([a-zA-Z0-9_])+", so at least two characters. */
const VARIABLE = /^[a-zA-Z]\w+$/
/** A CDK token: a value that is known only at deployment, such as an ARN. */
const TOKEN = /\$\{Token\[[^\]]*\]\}/g

/** @throws RefusedError for settings that Lambda refuses, and for a function that would never run */
export function refuseFunction(construct: Construct, settings: FunctionSettings): void {
  const { timeout, memoryMegabytes, reservedConcurrency, environment } = settings
  refuseUnlessWhole(construct, 'Its timeout in seconds', wholeSeconds(construct, 'Its timeout', timeout), {
    least: 1,
    most: 900,
    remedy: 'Lambda allows 1 to 900.',
  })
  refuseUnlessWhole(construct, 'Its memory in MB', memoryMegabytes, {
    least: 128,
    most: 10_240,
    remedy: 'Lambda allows whole numbers from 128 to 10240.',
  })
  if (reservedConcurrency !== undefined) {
    refuseUnlessWhole(construct, 'Its reservedConcurrency', reservedConcurrency, {
      least: 1,
      most: Number.POSITIVE_INFINITY,
      remedy: 'Use a whole number from 1 on, since 0 stops the function, or leave it out for no limit.',
    })
  }
  refuseEnvironment(construct, environment)
}

function refuseEnvironment(construct: Construct, environment: Readonly<Record<string, string>>): void {
  const name = Object.keys(environment).find(each => !VARIABLE.test(each))
  if (name !== undefined) {
    refuse(
      construct,
      `Its environment variable ${JSON.stringify(name)} has a name that Lambda refuses.`,
      'Use 2 or more letters, digits and underscores, the first a letter.',
    )
  }
  const bytes = Buffer.byteLength(JSON.stringify(environment).replaceAll(TOKEN, ''))
  if (bytes <= MAXIMUM_ENVIRONMENT_BYTES) return
  refuse(
    construct,
    `Its environment variables have ${bytes} bytes, without values that are known only at deployment.`,
    `Lambda allows ${MAXIMUM_ENVIRONMENT_BYTES}: keep larger settings in a table, a bucket or SSM.`,
  )
}

/**
 * @param given the variables from the stack
 * @param own the variables from the construct, which the stack must not replace
 * @throws RefusedError
 */
export function refuseOwnVariables(
  construct: Construct,
  given: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>>,
): void {
  const name = Object.keys(given).find(each => Object.hasOwn(own, each))
  if (name === undefined) return
  refuse(
    construct,
    `Its environment has ${name}, which the construct sets: the function would have another value than its queue, its ` +
      'alarms and its log.',
    `Leave out ${name}.`,
  )
}
