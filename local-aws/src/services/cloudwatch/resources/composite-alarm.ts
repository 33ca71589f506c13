import { flag, number, tags, text, texts } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { Alarms } from '../alarms.ts'
import { refusedByName } from '../refused-resource.ts'

/** `AWS::CloudWatch::CompositeAlarm`: `Ref` is its name. */
export function compositeAlarmType(alarms: Alarms): ResourceType {
  return resourceType({
    type: 'AWS::CloudWatch::CompositeAlarm',
    properties: {
      ActionsEnabled: flag,
      ActionsSuppressor: text,
      ActionsSuppressorExtensionPeriod: number,
      ActionsSuppressorWaitPeriod: number,
      AlarmActions: texts,
      AlarmDescription: text,
      AlarmName: text,
      AlarmRule: text.required,
      InsufficientDataActions: texts,
      OKActions: texts,
      Tags: tags,
    },
    inert: { Tags: 'ListTagsForResource lists them; they change no behaviour.' },
    create: resource => {
      const { AlarmName = resource.physicalName(255), ...rest } = resource.properties
      return refusedByName(resource, 'alarm', () => {
        const { arn } = alarms.putComposite({ ...rest, AlarmName })
        return { physicalId: AlarmName, attributes: { Arn: arn } }
      })
    },
    delete: ({ physicalId }) => alarms.delete([physicalId]),
  })
}
