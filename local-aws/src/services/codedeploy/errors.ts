import { AwsError } from '../../aws-error.ts'

export const applicationNotFound = (name: string) =>
  new AwsError('ApplicationDoesNotExistException', `No application found for name: ${name}`)

export const groupNotFound = (name: string) =>
  new AwsError('DeploymentGroupDoesNotExistException', `No Deployment Group found for name: ${name}`)

export const configNotFound = (name: string) =>
  new AwsError('DeploymentConfigDoesNotExistException', `No Deployment Configuration found for name: ${name}`)

export const configInUse = (name: string) =>
  new AwsError('DeploymentConfigInUseException', `The deployment configuration ${name} is still in use.`)

export const deploymentNotFound = (id: string) =>
  new AwsError('DeploymentDoesNotExistException', `The deployment ${id} could not be found`)

export const alreadyCompleted = (id: string) =>
  new AwsError('DeploymentAlreadyCompletedException', `The deployment ${id} is already completed`)

export const invalidRevision = (message: string) => new AwsError('InvalidRevisionException', message)

export const revisionRequired = () =>
  new AwsError('RevisionRequiredException', 'A revision must be specified.')

export const groupNameRequired = () =>
  new AwsError('DeploymentGroupNameRequiredException', 'The deployment group name was not specified.')

export const activeDeployment = (groupName: string, id: string) =>
  new AwsError(
    'DeploymentLimitExceededException',
    `The Deployment Group '${groupName}' already has an active Deployment '${id}'`,
  )

export const invalidToken = (token: string) =>
  new AwsError('InvalidNextTokenException', `The next token ${JSON.stringify(token)} is invalid.`)

export const invalidRole = (roleArn: string) =>
  new AwsError(
    'InvalidRoleException',
    `AWS CodeDeploy does not have the permissions required to assume the role ${roleArn}.`,
  )

export const deploymentIdRequired = () =>
  new AwsError('DeploymentIdRequiredException', 'At least one deployment ID must be specified.')

export const hookNotFound = (id: string | undefined) =>
  new AwsError(
    'InvalidLifecycleEventHookExecutionIdException',
    `The deployment has no lifecycle event hook execution with the id ${id}`,
  )

export const invalidHookStatus = (status: string | undefined) =>
  new AwsError(
    'InvalidLifecycleEventHookExecutionStatusException',
    `The status ${status} of a lifecycle event hook is invalid: it should be Succeeded or Failed`,
  )

export const lifecycleEventCompleted = (event: string) =>
  new AwsError('LifecycleEventAlreadyCompletedException', `The lifecycle event ${event} is already completed`)

/** Something of CodeDeploy that the local AWS does not simulate. */
export const notSimulated = (what: string) =>
  new AwsError('InvalidInputException', `The local AWS does not simulate ${what}.`)
