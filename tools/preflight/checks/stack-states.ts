import type { Assembly } from '../assembly.ts'
import type { DeployedStack, DeployedStacks } from '../deployed-stacks.ts'
import type { Target } from '../target.ts'
import type { Verdict } from '../verdict.ts'

/** Checks whether the deployed stacks can be updated. */
export function checkStackStates(target: Target, { stacks }: Assembly, deployed: DeployedStacks): Verdict[] {
  const known = stacks.flatMap(({ name }) => {
    const stack = deployed.stack(name)
    return stack ? [{ name, stack }] : []
  })
  const hindered = known.flatMap(({ name, stack }) => hindrance(target, name, stack) ?? [])
  if (hindered.length > 0) return hindered
  if (deployed.unanswered) {
    const { message, remedy } = deployed.unanswered
    return [{ check: 'stacks', outcome: 'unknown', found: message, remedy }]
  }
  return [
    {
      check: 'stacks',
      outcome: 'ok',
      found: `${stacks.length - known.length} to create, ${known.length} to update`,
    },
  ]
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html for the states */
function hindrance(
  target: Target,
  name: string,
  { status, terminationProtection }: DeployedStack,
): Verdict | undefined {
  if (
    status === 'REVIEW_IN_PROGRESS' ||
    /^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)_COMPLETE$/.test(status)
  ) {
    return undefined
  }
  const verdict = {
    check: `stack ${name}`,
    outcome: 'fails',
    found: status,
    needed: 'a state that allows an update',
  } as const
  const region = `--region ${target.region}`
  if (status.endsWith('_IN_PROGRESS')) {
    return {
      ...verdict,
      remedy: `wait until the operation has ended: aws cloudformation describe-stacks --stack-name ${name} --query 'Stacks[0].StackStatus' ${region}`,
    }
  }
  if (status === 'ROLLBACK_COMPLETE' && !terminationProtection) {
    // The CLI deletes and recreates a stack that "had previously failed creation".
    return {
      ...verdict,
      outcome: 'warning',
      found: `${status}: its first deployment failed; cdk deploy deletes and recreates it`,
      remedy: `see why it failed: ${events(name, region)}`,
    }
  }
  if (/^(CREATE|UPDATE|UPDATE_ROLLBACK)_FAILED$/.test(status)) {
    return { ...verdict, remedy: `npx cdk rollback ${name}${target.cdkFlags}` }
  }
  if (/^(ROLLBACK_COMPLETE|ROLLBACK_FAILED|DELETE_FAILED)$/.test(status)) {
    return { ...verdict, remedy: deletion(name, region, terminationProtection) }
  }
  return { ...verdict, remedy: `see why: ${events(name, region)}` }
}

function deletion(name: string, region: string, terminationProtection: boolean): string {
  const unprotect = `aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ${name} ${region} && `
  return `see why (${events(name, region)}), then ${terminationProtection ? unprotect : ''}aws cloudformation delete-stack --stack-name ${name} ${region}`
}

function events(name: string, region: string): string {
  return `aws cloudformation describe-stack-events --stack-name ${name} ${region}`
}
