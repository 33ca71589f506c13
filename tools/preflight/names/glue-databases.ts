import { GetDatabaseCommand, GlueClient } from '@aws-sdk/client-glue'
import { find, named } from '../unanswered.ts'
import type { NamedType } from './named-type.ts'
import { present } from './present.ts'

export const glueDatabases: NamedType = {
  type: 'AWS::Glue::Database',
  property: 'DatabaseInput.Name',
  noun: 'Glue database',
  taken: ({ settings }, names) => {
    const client = new GlueClient(settings)
    return present(names, Name =>
      find(
        'glue:GetDatabase',
        () => client.send(new GetDatabaseCommand({ Name })),
        named('EntityNotFoundException'),
      ),
    )
  },
  // Its tables go with it.
  deletion: ({ region }, name) => `aws glue delete-database --name ${name} --region ${region}`,
}
