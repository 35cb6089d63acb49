import { BadInput } from '../../domain/errors.ts';

/** Any S3-compatible endpoint with the keys to use there. Where the keys come from is the caller's business. */
export interface S3Endpoint {
  /** Scheme, host and, where needed, port: `https://s3.eu-central-1.wasabisys.com`. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Set when the keys are a role's temporary ones. */
  readonly sessionToken?: string;
  /** True for `host/bucket/key`, false for `bucket.host/key`. */
  readonly pathStyle: boolean;
}

/** The endpoint as a URL. Throws BadInput when it is none. */
export function endpointUrl(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    throw new BadInput(`endpoint '${endpoint}' is not the address of a server: give it like https://s3.example.com`);
  }
  return url;
}
