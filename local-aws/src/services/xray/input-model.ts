import { MODEL } from '../../api/model/generated/xray.ts'
import { ServiceModel } from '../../api/model/service-model.ts'

const HEALTH = 'no operation returns the health of a daemon'

/** The requests of the X-Ray API (version 2016-04-12). */
export const INPUTS = new ServiceModel(MODEL, {
  notSimulated: { GetTraceSummariesRequest: ['SamplingStrategy'] },
  unread: {
    PutTelemetryRecordsRequest: {
      EC2InstanceId: HEALTH,
      Hostname: HEALTH,
      ResourceARN: HEALTH,
    },
    Tag: 'the member that holds it is refused',
    TelemetryRecord: HEALTH,
  },
})
