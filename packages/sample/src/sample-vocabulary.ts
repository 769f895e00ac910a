/** Places where specimens of the sample come from. */
export const places = [
  {
    country: 'United States',
    stateProvince: 'Florida',
    counties: ['Leon', 'Wakulla', 'Liberty', 'Franklin'],
  },
  { country: 'United States', stateProvince: 'Georgia', counties: ['Rabun', 'Clarke', 'Thomas'] },
  { country: 'United States', stateProvince: 'North Carolina', counties: ['Macon', 'Durham', 'New Hanover'] },
  { country: 'United States', stateProvince: 'California', counties: ['Marin', 'San Diego', 'Inyo'] },
  { country: 'United States', stateProvince: 'Texas', counties: ['Travis', 'Brewster', 'Harris'] },
  { country: 'Canada', stateProvince: 'Ontario', counties: ['Algoma', 'Lanark'] },
  { country: 'Australia', stateProvince: 'Queensland', counties: ['Cook', 'Moreton'] },
] as const;

export const species = (
  'Quercus alba,Magnolia grandiflora,Carex lurida,Asclepias tuberosa,Sarracenia flava,Pinus palustris,' +
  'Liatris spicata,Rudbeckia hirta,Solidago altissima,Acer rubrum,Cicindela sexguttata,Dynastes tityus,' +
  'Danaus plexippus,Papilio glaucus,Lucanus elaphus'
).split(',');

export const collections = [
  { institution: 'FSU', collection: 'Herbarium' },
  { institution: 'GA', collection: 'Plants' },
  { institution: 'NCU', collection: 'Vascular' },
  { institution: 'TEX', collection: 'LL' },
  { institution: 'FSCA', collection: 'Insects' },
] as const;

export const expeditionTitles = [
  'Plants and Insects of the Coastal Plain',
  'A Century of Collecting in the Southeast',
  'Pollinators and their Flowers',
] as const;

/** The columns with free text, which may be difficult. */
export interface FreeText {
  readonly scientificName: string;
  readonly country: string;
  readonly stateProvince: string;
  readonly county: string;
  /** @default the collection's */
  readonly collectionCode?: string;
  readonly catalogNumber: string;
}

/** Real-life cells with quotes, commas or line breaks. */
export const difficultCells: readonly Partial<FreeText>[] = [
  { scientificName: 'Camellia japonica "Alba Plena"', collectionCode: 'Gift of "Aunt May"' },
  { scientificName: 'Quercus alba L., 1753', county: 'Leon, Wakulla, or Liberty' },
  { stateProvince: 'Florida\n(label reads "Fla.")', county: 'Franklin\n\nSt. Vincent Island' },
  { county: 'Tract \\"Knob Hill\\" and environs', collectionCode: 'C:\\data\\plants' },
  {
    scientificName: 'Isoëtes × brittonii',
    country: 'México',
    stateProvince: 'Querétaro',
    county: 'Peñamiller',
  },
  { country: '', stateProvince: '', county: '', catalogNumber: '' },
  { scientificName: '', country: "Côte d'Ivoire", stateProvince: 'Comoé', county: '' },
  { country: 'Česko', stateProvince: 'Jihočeský kraj', county: 'Český Krumlov; "U Zámku", 520 m' },
  { country: '日本', stateProvince: '北海道', county: '札幌市' },
  { scientificName: 'Carex sp. "no. 12",\tdet. later', county: '"Old Fort", near Leon' },
];
