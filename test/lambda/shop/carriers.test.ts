import { countries } from '../../../lambda/contracts/country.ts'
import { carrierTo } from '../../../lambda/shop/carriers.ts'

test('each country is delivered to by its own carrier, and those without one by another', () => {
  const { 'Universal Parcel': others = [], ...byCarrier } = Object.groupBy(
    countries,
    country => carrierTo(country) ?? 'none',
  )
  expect(byCarrier).toEqual({
    none: ['AQ', 'BV', 'HM', 'TF', 'UM'],
    'Deutsche Post DHL': ['AT', 'BE', 'CH', 'CZ', 'DE', 'DK', 'LI', 'LU', 'NL', 'PL'],
    'La Poste': ['AD', 'FR', 'GF', 'GP', 'MC', 'MQ', 'NC', 'PF', 'PM', 'RE', 'WF', 'YT'],
    'Royal Mail': ['GB', 'GG', 'GI', 'IE', 'IM', 'JE'],
    'United States Postal Service': ['AS', 'GU', 'MP', 'PR', 'US', 'VI'],
    'Japan Post': ['JP'],
  })
  expect(others).toContain('NZ')
})
