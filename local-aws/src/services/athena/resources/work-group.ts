import { checkInput } from '../../../api/model/check-input.ts'
import { flag, structure, tags, text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import { shapedValue } from '../../../template/shaped-value.ts'
import { invalidRequest } from '../errors.ts'
import { CONFIGURATION_INPUT } from '../input-model.ts'
import type { WorkGroupConfiguration } from '../work-group-configuration.ts'
import type { WorkGroupDeletion } from '../work-group-deletion.ts'
import type { WorkGroups } from '../work-groups.ts'

/** `AWS::Athena::WorkGroup`: `Ref` is its name. */
export function workGroupType(groups: WorkGroups, deletion: WorkGroupDeletion): ResourceType {
  return resourceType({
    type: 'AWS::Athena::WorkGroup',
    properties: {
      Description: text,
      Name: text.required,
      RecursiveDeleteOption: flag,
      State: text,
      Tags: tags,
      WorkGroupConfiguration: structure<WorkGroupConfiguration>(),
    },
    inert: {},
    create({ properties }) {
      const { Name, Description, State, Tags, WorkGroupConfiguration: given = {} } = properties
      const Configuration = shapedValue(given, CONFIGURATION_INPUT) as WorkGroupConfiguration
      checkInput('WorkGroupConfiguration', Configuration, CONFIGURATION_INPUT, { invalid: invalidRequest })
      const group = groups.create({ Name, Configuration, Description, Tags })
      group.state = State === 'DISABLED' ? 'DISABLED' : 'ENABLED'
      return {
        physicalId: group.name,
        attributes: {
          CreationTime: String(group.createdAt / 1000),
          'WorkGroupConfiguration.EngineVersion.EffectiveEngineVersion': String(
            group.configuration.EngineVersion?.EffectiveEngineVersion,
          ),
        },
      }
    },
    delete({ physicalId, properties: { RecursiveDeleteOption } }) {
      const group = groups.all().find(({ name }) => name === physicalId)
      if (group) deletion.delete(group, RecursiveDeleteOption)
    },
  })
}
