import { describe, expect, it } from 'vitest';
import { knownRefusal } from '../../../bin/cloud/cdk-refusals.ts';

describe('what a healthy account may refuse to a deployment', () => {
  it('is CloudFront before an account is verified, and the pages can do without it', () => {
    const output = `firstbyte-site | CREATE_FAILED | AWS::CloudFront::Distribution | Site Resource handler returned message: "Access denied for operation
      'AWS::CloudFront::Distribution: Your account must be verified before you can add new CloudFront resources. To verify your account,
      please contact AWS Support" (HandlerErrorCode: AccessDenied)`;
    expect(knownRefusal(output)).toMatch(/verified it: give -c firstbyte:site=function-url/);
    expect(knownRefusal(output.replace('before you can add', 'before\n   you can add'))).toMatch(/function-url/);
  });

  it('is a zone without a default subnet, which CloudFormation does not count', () => {
    const output =
      'firstbyte-region-us-east-1 failed: ValidationError: Template error: Fn::Select cannot select nonexistent value at index 5';
    expect(knownRefusal(output)).toMatch(/-c 'firstbyte:zones=\{"<region>":/);
  });

  it('is nothing that only its own lines can explain', () => {
    expect(knownRefusal('firstbyte-lab | CREATE_FAILED | Resource limit exceeded')).toBeUndefined();
    expect(knownRefusal('')).toBeUndefined();
  });
});
