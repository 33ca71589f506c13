import * as z from 'zod/mini'
import { type EventOf, eventContract } from './cloud-event.ts'
import { uuid } from './id.ts'
import { customerId } from './purchase.ts'

/**
 * Somebody may have to be reminded of a basket: look at it when its wait is over. The subject is the customer. It says
 * nothing about the basket, which changes while the message waits.
 */
export const reminderRequested = eventContract(
  'clickstream.reminder.requested.v1',
  z.object({ reminderId: uuid, customerId }),
)

export type ReminderRequested = EventOf<typeof reminderRequested>
