import { type FunctionConfiguration, LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda'
import type { Assembly, SynthesizedResource } from '../assembly.ts'
import type { Target } from '../target.ts'
import { ask, Unanswered } from '../unanswered.ts'
import type { Verdict } from '../verdict.ts'

const CHECK = 'function memory'

/**
 * "New AWS accounts have reduced concurrency and memory quotas" (Lambda quotas). The number is from the error that
 * people report: "Member must have value less than or equal to 3008".
 */
const ALLOWED_EVERYWHERE_MB = 3008

/** Each page has 50 functions. */
const MOST_PAGES = 20

/**
 * Checks whether the account allows functions with as much memory as those of the stacks.
 *
 * Neither GetAccountSettings nor Service Quotas shows an account's memory limit. An existing function with as much
 * memory proves that the limit is high enough.
 */
export async function checkFunctionMemory(target: Target, { resources }: Assembly): Promise<Verdict[]> {
  const functions = resources.filter(({ Type }) => Type === 'AWS::Lambda::Function')
  const most = Math.max(0, ...functions.map(memoryOf))
  if (most <= ALLOWED_EVERYWHERE_MB) return [allowedEverywhere(most)]
  const { proof, reason } = await largeFunction(target, most)
  if (proof) return [shownBy(proof, most)]
  const large = functions.filter(each => memoryOf(each) > ALLOWED_EVERYWHERE_MB)
  return [notSeen(large, most, reason)]
}

function memoryOf({ Properties }: SynthesizedResource): number {
  return Number(Properties?.MemorySize ?? 128)
}

/** @returns the function, or the reason why there is no proof */
async function largeFunction(
  target: Target,
  megabytes: number,
): Promise<{ proof?: FunctionConfiguration; reason: string }> {
  const client = new LambdaClient(target.settings)
  const pages = paginateListFunctions({ client }, {})
  try {
    for (let page = 0; page < MOST_PAGES; page++) {
      const { value, done } = await ask('lambda:ListFunctions', () => pages.next())
      if (done) break
      const proof = value.Functions?.find(({ MemorySize = 0 }) => MemorySize >= megabytes)
      if (proof) return { proof, reason: '' }
    }
    return { reason: `no existing function has ${megabytes} MB` }
  } catch (cause) {
    if (cause instanceof Unanswered) return { reason: cause.message }
    throw cause
  }
}

function allowedEverywhere(most: number): Verdict {
  return {
    check: CHECK,
    outcome: 'ok',
    found: `every account allows ${ALLOWED_EVERYWHERE_MB} MB`,
    needed: `${most} MB`,
  }
}

function shownBy({ FunctionName, MemorySize }: FunctionConfiguration, most: number): Verdict {
  return {
    check: CHECK,
    outcome: 'ok',
    found: `the existing function ${FunctionName} has ${MemorySize} MB`,
    needed: `${most} MB`,
  }
}

function notSeen(large: readonly SynthesizedResource[], most: number, reason: string): Verdict {
  const names = large.map(({ stack, logicalId }) => `${stack}/${logicalId}`).join(', ')
  return {
    check: CHECK,
    outcome: 'unknown',
    found: `no API shows the limit of the account, and ${reason}; a new account refuses more than ${ALLOWED_EVERYWHERE_MB} MB`,
    needed: `${most} MB for ${names}`,
    remedy: `give it ${ALLOWED_EVERYWHERE_MB} MB, or ask AWS Support to raise "Function memory maximum" to ${most} MB`,
  }
}
