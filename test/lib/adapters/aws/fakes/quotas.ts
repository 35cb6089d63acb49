import { json, refused, type Service } from './account.ts';

/** Service Quotas: the vCPU of standard instances by region; a region without one is denied. */
export function fakeQuotas(vcpus: Readonly<Record<string, number>>): Service {
  return ({ action, region, input }) => {
    if (action !== 'GetServiceQuota' || input.ServiceCode !== 'ec2' || input.QuotaCode !== 'L-1216C47A')
      return refused(400, 'NoSuchResourceException', action);
    const value = vcpus[region];
    return value === undefined
      ? refused(
          400,
          'AccessDeniedException',
          'User: arn:aws:iam::1:user/t is not authorized to perform: servicequotas:GetServiceQuota',
        )
      : json({ Quota: { ServiceCode: 'ec2', QuotaCode: 'L-1216C47A', Value: value } });
  };
}
