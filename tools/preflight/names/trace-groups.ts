import { paginateGetGroups, XRayClient } from '@aws-sdk/client-xray'
import { ask } from '../unanswered.ts'
import type { NamedType } from './named-type.ts'

export const traceGroups: NamedType = {
  type: 'AWS::XRay::Group',
  property: 'GroupName',
  noun: 'X-Ray group',
  taken: async ({ settings }, names) => {
    const pages = paginateGetGroups({ client: new XRayClient(settings) }, {})
    const taken = new Set<string | undefined>()
    for (;;) {
      const { value, done } = await ask('xray:GetGroups', () => pages.next())
      if (done) return names.filter(name => taken.has(name))
      for (const { GroupName } of value.Groups ?? []) taken.add(GroupName)
    }
  },
  // arn:aws:xray:<region>:<account>:group/<name>/<id>
  nameOf: physicalId => physicalId.split('/')[1] ?? physicalId,
  deletion: ({ region }, name) => `aws xray delete-group --group-name ${name} --region ${region}`,
}
