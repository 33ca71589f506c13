import { DeleteItemCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { emailAddress } from '../../contracts/email-address.ts'
import { environmentVariable } from '../../runtime/environment.ts'
import { sdkClient } from '../../runtime/sdk-clients.ts'
import { fromItem, toItem } from '../../runtime/table-items.ts'

const dynamoDb = sdkClient(DynamoDBClient)
const table = environmentVariable('CONSENTS_TABLE')

const consentItem = z.object({ email: emailAddress })

/** Keeps that a customer wants to be reminded, at this address. It replaces an earlier one. */
export async function giveConsent(customerId: string, email: string): Promise<void> {
  await dynamoDb.send(new PutItemCommand({ TableName: table, Item: toItem({ customerId, email }) }))
}

/** Does nothing if the customer has not consented. */
export async function withdrawConsent(customerId: string): Promise<void> {
  await dynamoDb.send(new DeleteItemCommand({ TableName: table, Key: toItem({ customerId }) }))
}

/** @returns the address of a customer who wants to be reminded; undefined for one who does not */
export async function addressOf(customerId: string): Promise<string | undefined> {
  const { Item } = await dynamoDb.send(
    new GetItemCommand({ TableName: table, Key: toItem({ customerId }), ConsistentRead: true }),
  )
  return Item && fromItem(consentItem, Item, table).email
}
