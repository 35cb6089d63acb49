/**
 * Colours by role, for light and dark. Series follow the order of Okabe and Ito's palette (jfly.uni-koeln.de/color), darkened or
 * lightened until each has a contrast of at least 3:1 with the paper; text roles have at least 4.5:1.
 */
export interface Scheme {
  readonly roles: Readonly<Record<string, string>>;
  readonly series: readonly string[];
  /** Shades of the heat map, best first, and the text colour on each. */
  readonly heat: readonly (readonly [string, string])[];
}

export const LIGHT: Scheme = {
  roles: {
    paper: '#fdfdfb',
    ink: '#1a1c20',
    soft: '#5a606a',
    line: '#e4e3dd',
    edge: '#b9b8b1',
    wash: '#f3f3ee',
    link: '#0b5394',
    warn: '#c27a00',
    'warn-wash': '#fdf3dc',
    'warn-ink': '#4f3800',
  },
  series: ['#0067a5', '#c74f00', '#007d5c', '#a04a94', '#8f6b00', '#2a8fc4', '#4d535b', '#b3263f'],
  heat: [
    ['#0b4f6c', '#ffffff'],
    ['#22708c', '#ffffff'],
    ['#5fa0b6', '#0c1c22'],
    ['#93c1d0', '#0c1c22'],
    ['#c2dde5', '#0c1c22'],
    ['#e6f0f2', '#0c1c22'],
  ],
};

export const DARK: Scheme = {
  roles: {
    paper: '#14161a',
    ink: '#e9e9e5',
    soft: '#a5abb4',
    line: '#2b2f35',
    edge: '#555b64',
    wash: '#1d2025',
    link: '#8cc2f2',
    warn: '#e0a83a',
    'warn-wash': '#33290f',
    'warn-ink': '#f6e3b4',
  },
  series: ['#5aaef0', '#f08a4c', '#3ec79b', '#d990cf', '#d9b545', '#8fd6f7', '#b3bac3', '#f0808f'],
  heat: [
    ['#9fdcf0', '#08161b'],
    ['#6fb9d2', '#08161b'],
    ['#4793af', '#08161b'],
    ['#2f6f87', '#ffffff'],
    ['#244f60', '#ffffff'],
    ['#1e3640', '#ffffff'],
  ],
};

function variables({ roles, series, heat }: Scheme): string {
  const named = [
    ...Object.entries(roles).map(([role, colour]) => `--${role}:${colour}`),
    ...series.map((colour, i) => `--c${i}:${colour}`),
    ...heat.flatMap(([shade, text], i) => [`--h${i}:${shade}`, `--t${i}:${text}`]),
  ];
  return named.join(';');
}

/** Custom properties for both schemes and the classes that use them. Paper is always light. */
export const PALETTE = [
  `:root{color-scheme:light dark;${variables(LIGHT)}}`,
  `@media screen and (prefers-color-scheme:dark){:root{${variables(DARK)}}}`,
  ...LIGHT.heat.map((_, i) => `.h${i}{background:var(--h${i});color:var(--t${i})}`),
].join('\n');
