import { MODEL } from '../../api/model/generated/cloudformation.ts'
import { ServiceModel } from '../../api/model/service-model.ts'

/** The requests of the CloudFormation API (version 2010-05-15). */
export const INPUTS = new ServiceModel(MODEL, {
  // Every list fits into one page.
  notSimulated: { '*': ['ChangeSetName', 'NextToken'] },
  unread: {
    DeleteStackInput: {
      ClientRequestToken: 'a repeated request changes nothing',
      DeploymentConfig: 'it is about the speed of stack operations',
      RoleARN: 'the resources of stacks are made and deleted with all permissions',
    },
    GetTemplateInput: { TemplateStage: 'no macro or transform changes a template' },
  },
})
