import { MODEL } from '../../api/model/generated/iam.ts'
import { ServiceModel } from '../../api/model/service-model.ts'

/** The requests of the IAM API (version 2010-05-08). */
export const INPUTS = new ServiceModel(MODEL, {
  notSimulated: { '*': ['Marker', 'MaxItems', 'PathPrefix'] },
})
