import { AthenaClient, GetWorkGroupCommand } from '@aws-sdk/client-athena'
import { find, named } from '../unanswered.ts'
import type { NamedType } from './named-type.ts'
import { present } from './present.ts'

export const workgroups: NamedType = {
  type: 'AWS::Athena::WorkGroup',
  property: 'Name',
  noun: 'Athena workgroup',
  taken: ({ settings }, names) => {
    const client = new AthenaClient(settings)
    return present(names, WorkGroup =>
      find(
        'athena:GetWorkGroup',
        () => client.send(new GetWorkGroupCommand({ WorkGroup })),
        // "WorkGroup … is not found."
        named('InvalidRequestException'),
      ),
    )
  },
  deletion: ({ region }, name) =>
    `aws athena delete-work-group --work-group ${name} --recursive-delete-option --region ${region}`,
}
