/** SHA-256 in base64 of what pages of the site hold: of this version, and of released ones whose pages stay. */
export interface PageHashes {
  readonly scripts: readonly string[];
  readonly styles: readonly string[];
}

/** What a published page may do in a browser: show itself and filter itself. It loads nothing and nothing may frame it. */
export function contentPolicy({ scripts, styles }: PageHashes): string {
  return [
    "default-src 'none'",
    `script-src ${allowed(scripts)}`,
    `style-src ${allowed(styles)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}

const allowed = (hashes: readonly string[]): string => hashes.map((hash) => `'sha256-${hash}'`).join(' ') || "'none'";

/** Sent with every answer of the site beside the policy. Pages are found by their address only, so no search engine may list one. */
export const PAGE_HEADERS = {
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow',
} as const;
