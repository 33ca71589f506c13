import type { Assembly } from '../assembly.ts'
import { DeployedStacks } from '../deployed-stacks.ts'
import type { Target } from '../target.ts'
import { Unanswered } from '../unanswered.ts'
import type { Verdict } from '../verdict.ts'
import { checkAccessLogs } from './access-logs.ts'
import { checkApiThrottling } from './api-throttling.ts'
import { checkBootstrap } from './bootstrap.ts'
import { checkConcurrency } from './concurrency.ts'
import { checkFunctionMemory } from './function-memory.ts'
import { checkSending } from './mail.ts'
import { checkNames } from './names.ts'
import { checkRegion } from './region.ts'
import { checkSenders } from './sender.ts'
import { checkStackStates } from './stack-states.ts'
import { checkTenantIdentities } from './tenant-identities.ts'

/** Checks everything that the stacks need; the verdicts are in the order in which they are printed. */
export async function checkAll(target: Target, assembly: Assembly): Promise<Verdict[]> {
  const deployed = DeployedStacks.look(
    target,
    assembly.stacks.map(({ name }) => name),
  )
  const verdicts = await Promise.all([
    answered('region', checkRegion(target, assembly)),
    answered('bootstrap', checkBootstrap(target, assembly)),
    deployed.then(stacks => checkStackStates(target, assembly, stacks)),
    answered(
      'names',
      deployed.then(stacks => checkNames(target, assembly, stacks)),
    ),
    answered('function memory', checkFunctionMemory(target, assembly)),
    answered(
      'concurrency',
      deployed.then(stacks => checkConcurrency(target, assembly, stacks)),
    ),
    answered('API throttling', checkApiThrottling(target, assembly)),
    answered('API access logs', checkAccessLogs(target, assembly)),
    answered('SES sending', checkSending(target, assembly)),
    answered('SES sender', checkSenders(target, assembly)),
    answered('SES tenants', checkTenantIdentities(target, assembly)),
  ])
  return verdicts.flat()
}

/** Turns the failure of one check into a verdict, so that the others' verdicts are still printed. */
async function answered(check: string, verdicts: Promise<Verdict[]>): Promise<Verdict[]> {
  try {
    return await verdicts
  } catch (cause) {
    const remedy = cause instanceof Unanswered ? cause.remedy : undefined
    return [{ check, outcome: 'unknown', found: `cannot be checked: ${(cause as Error).message}`, remedy }]
  }
}
