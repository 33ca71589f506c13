import { tags, text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import { TemplateError } from '../../../template/template.ts'
import type { Applications } from '../applications.ts'

/** `AWS::CodeDeploy::Application` of the compute platform Lambda: `Ref` is its name. */
export function applicationType(applications: Applications): ResourceType {
  return resourceType({
    type: 'AWS::CodeDeploy::Application',
    properties: { ApplicationName: text, ComputePlatform: text, Tags: tags },
    inert: { Tags: 'no operation returns them' },
    create: ({ properties, physicalName }) => {
      const { ApplicationName: name = physicalName(100), ComputePlatform: platform = 'Server' } = properties
      if (platform !== 'Lambda') {
        throw new TemplateError(`the property "ComputePlatform" must be Lambda here, not ${platform}`)
      }
      applications.addApplication(name)
      return { physicalId: name, attributes: {} }
    },
    delete: ({ physicalId }) => applications.removeApplication(physicalId),
  })
}
