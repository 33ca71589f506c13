import { countries } from '../../../lambda/contracts/country.ts'
import { PermanentFailure } from '../../../lambda/shared/failures.ts'
import { carrierTo, NoCarrierError } from '../../../lambda/shop/carriers.ts'

it.each([
  ['DE', 'Deutsche Post DHL'],
  ['GB', 'Royal Mail'],
  ['US', 'United States Postal Service'],
  ['NZ', 'Universal Parcel'],
])('to %s ships %s', (country, carrier) => {
  expect(carrierTo(country)).toBe(carrier)
})

it('nobody ships to Antarctica, and no retry changes that', () => {
  expect(() => carrierTo('AQ')).toThrow(NoCarrierError)
  expect(() => carrierTo('AQ')).toThrow(PermanentFailure)
  expect(() => carrierTo('AQ')).toThrow('no carrier ships to AQ')
})

it('every country has a carrier or a reason', () => {
  const without = countries.filter(country => {
    try {
      return carrierTo(country) === ''
    } catch (error) {
      return !(error instanceof NoCarrierError)
    }
  })
  expect(without).toEqual([])
})
