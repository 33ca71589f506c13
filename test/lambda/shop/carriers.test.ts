import { countries } from '../../../lambda/contracts/country.ts'
import { carrierTo } from '../../../lambda/shop/carriers.ts'

test.each([
  ['DE', 'Deutsche Post DHL'],
  ['GB', 'Royal Mail'],
  ['US', 'United States Postal Service'],
  ['NZ', 'Universal Parcel'],
])('to %s ships %s', (country, carrier) => {
  expect(carrierTo(country)).toBe(carrier)
})

test('no carrier ships to Antarctica and four other territories', () => {
  expect(countries.filter(country => carrierTo(country) === undefined)).toEqual([
    'AQ',
    'BV',
    'HM',
    'TF',
    'UM',
  ])
})
