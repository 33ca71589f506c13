import type { ResourceType } from '../../../template/resource-type.ts'
import type { Alarms } from '../alarms.ts'
import type { Tag } from '../resource-tags.ts'
import { flagOf, numberOf, refusedByName } from './alarm-properties.ts'

/** `AWS::CloudWatch::CompositeAlarm`: `Ref` is its name. */
export function compositeAlarmType(alarms: Alarms): ResourceType {
  return {
    type: 'AWS::CloudWatch::CompositeAlarm',
    simulated: [
      'ActionsEnabled',
      'ActionsSuppressor',
      'ActionsSuppressorExtensionPeriod',
      'ActionsSuppressorWaitPeriod',
      'AlarmActions',
      'AlarmDescription',
      'AlarmName',
      'AlarmRule',
      'InsufficientDataActions',
      'OKActions',
    ],
    inert: { Tags: 'ListTagsForResource lists them; they change no behaviour.' },
    create: resource =>
      refusedByName(resource, () => {
        const { properties } = resource
        return alarms.putComposite({
          AlarmName: String(properties.AlarmName ?? resource.physicalName(255)),
          AlarmRule: String(properties.AlarmRule ?? ''),
          AlarmDescription: properties.AlarmDescription as string | undefined,
          ActionsEnabled: flagOf(properties.ActionsEnabled),
          OKActions: properties.OKActions as string[] | undefined,
          AlarmActions: properties.AlarmActions as string[] | undefined,
          InsufficientDataActions: properties.InsufficientDataActions as string[] | undefined,
          ActionsSuppressor: properties.ActionsSuppressor as string | undefined,
          ActionsSuppressorWaitPeriod: numberOf(properties.ActionsSuppressorWaitPeriod),
          ActionsSuppressorExtensionPeriod: numberOf(properties.ActionsSuppressorExtensionPeriod),
          Tags: properties.Tags as Tag[] | undefined,
        })
      }),
  }
}
