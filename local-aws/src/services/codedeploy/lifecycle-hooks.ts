import type { Account } from '../../account.ts'
import type { PrincipalCaller } from '../../identity/caller.ts'
import type { Functions } from '../../ports.ts'
import type { LifecycleEvent } from './app-spec.ts'
import type { Deployment, HookExecution } from './deployment.ts'
import { hookNotFound, invalidHookStatus, lifecycleEventCompleted } from './errors.ts'

/** "The deployment is considered to have failed if CodeDeploy is not notified by the Lambda validation function within one hour." */
const TIMEOUT_MS = 3_600_000

/** A validation function has answered `Failed`, or not at all. */
export class HookFailed extends Error {
  override readonly name = 'HookFailed'
}

/**
 * Calls the validation functions of one deployment, each once, in the role of the deployment group, and waits for what
 * they tell CodeDeploy. What a function returns, or that it failed, says nothing: it may tell CodeDeploy later, by other
 * means.
 */
export class LifecycleHooks {
  readonly #account: Account
  readonly #functions: Functions
  readonly #deployment: Deployment
  readonly #caller: PrincipalCaller

  /** @param caller CodeDeploy in the role of the deployment group */
  constructor(
    services: { account: Account; functions: Functions },
    deployment: Deployment,
    caller: PrincipalCaller,
  ) {
    this.#account = services.account
    this.#functions = services.functions
    this.#deployment = deployment
    this.#caller = caller
  }

  /**
   * Calls the function of the event, if there is one and it was not called yet.
   *
   * @returns whether the deployment may go on
   * @throws HookFailed
   * @throws AwsError if the function cannot be called: it is missing, or the role may not
   */
  isOver(event: LifecycleEvent): boolean {
    const functionName = this.#deployment.hooks[event]
    if (functionName === undefined) return true
    const known = this.#deployment.hookExecutions.find(execution => execution.event === event)
    const { status, begunAt } = known ?? this.#begin(event, functionName)
    if (status === 'Failed') {
      throw new HookFailed(`The validation function ${functionName} of ${event} has answered Failed.`)
    }
    if (status === 'InProgress' && this.#account.clock.now() >= begunAt + TIMEOUT_MS) {
      throw new HookFailed(
        `The validation function ${functionName} of ${event} has not called PutLifecycleEventHookExecutionStatus within one hour.`,
      )
    }
    return status === 'Succeeded'
  }

  #begin(event: LifecycleEvent, functionName: string): HookExecution {
    const { clock, random, authorization } = this.#account
    const resource = functionName.startsWith('arn:')
      ? functionName
      : this.#account.arn('lambda', `function:${functionName}`)
    authorization.check(this.#caller, [{ action: 'lambda:InvokeFunction', resource }])
    const begun: HookExecution = { id: random.uuid(), event, begunAt: clock.now(), status: 'InProgress' }
    const input = { DeploymentId: this.#deployment.id, LifecycleEventHookExecutionId: begun.id }
    this.#functions.invokeAsynchronously(functionName, input, { caller: this.#caller })
    this.#deployment.hookExecutions.push(begun)
    return begun
  }
}

/**
 * Takes what a validation function found.
 *
 * @param isActive whether the deployment is still under way
 * @throws AwsError `InvalidLifecycleEventHookExecutionIdException`, `InvalidLifecycleEventHookExecutionStatusException`,
 *   `LifecycleEventAlreadyCompletedException`
 */
export function answerHook(
  executions: readonly HookExecution[],
  answer: { id: string | undefined; status: string | undefined },
  isActive: boolean,
): void {
  const execution = executions.find(({ id }) => id === answer.id)
  if (!execution) throw hookNotFound(answer.id)
  if (answer.status !== 'Succeeded' && answer.status !== 'Failed') throw invalidHookStatus(answer.status)
  if (execution.status !== 'InProgress' || !isActive) throw lifecycleEventCompleted(execution.event)
  execution.status = answer.status
}
