/** Countries that no carrier delivers to, by ISO 3166-1 alpha-2. */
const WITHOUT_CARRIER = ['AQ', 'BV', 'HM', 'TF', 'UM']

const CARRIERS: Readonly<Record<string, readonly string[]>> = {
  'Deutsche Post DHL': ['AT', 'BE', 'CH', 'CZ', 'DE', 'DK', 'LI', 'LU', 'NL', 'PL'],
  'La Poste': ['AD', 'FR', 'GF', 'GP', 'MC', 'MQ', 'NC', 'PF', 'PM', 'RE', 'WF', 'YT'],
  'Royal Mail': ['GB', 'GG', 'GI', 'IE', 'IM', 'JE'],
  'United States Postal Service': ['AS', 'GU', 'MP', 'PR', 'US', 'VI'],
  'Japan Post': ['JP'],
}

const BY_COUNTRY = new Map(
  Object.entries(CARRIERS).flatMap(([carrier, countries]) =>
    countries.map(country => [country, carrier] as const),
  ),
)

const WORLDWIDE = 'Universal Parcel'

/**
 * The carrier for a country; undefined if there is none. A country that this release does not know is one that a later
 * door lets in, and is served by whoever serves the rest of the world.
 *
 * @param country ISO 3166-1 alpha-2
 */
export function carrierTo(country: string): string | undefined {
  if (WITHOUT_CARRIER.includes(country)) return undefined
  return BY_COUNTRY.get(country) ?? WORLDWIDE
}
