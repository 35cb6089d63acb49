import { refusedXml, type Service, xml } from './account.ts';

/** STS's GetCallerIdentity; with `refuse`, the error it answers instead. */
export function fakeSts(account: string, refuse: () => string | undefined = () => undefined): Service {
  return ({ action }) => {
    const code = refuse();
    if (code !== undefined) return refusedXml(403, code, `${code} for a token of a test`);
    if (action !== 'GetCallerIdentity') return refusedXml(400, 'InvalidAction', action);
    return xml(
      `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>${account}</Account><Arn>arn:aws:iam::${account}:user/tester</Arn><UserId>U</UserId></GetCallerIdentityResult></GetCallerIdentityResponse>`,
    );
  };
}
