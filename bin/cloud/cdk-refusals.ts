interface Refusal {
  /** In what the CDK's CLI prints: CloudFormation's own words. */
  readonly said: RegExp;
  /** What it means and what to do. */
  readonly line: string;
}

/** What a healthy account can still refuse to a deployment, and the value of cdk.json's context that goes round it. */
const REFUSALS: readonly Refusal[] = [
  {
    said: /must be verified before you can add/,
    line: 'AWS refuses CloudFront to this account until its support has verified it: give -c firstbyte:site=function-url, which serves the pages without CloudFront',
  },
  {
    said: /Fn::Select cannot select nonexistent value/,
    line: `the account lacks default subnets in some zones of a region, and AWS then counts fewer zones: give -c 'firstbyte:zones={"<region>":<zones with a default subnet>}', or make them with aws ec2 create-default-subnet`,
  },
];

/** Why a deployment failed where its output shows a refusal that is known, one line; undefined for any other. */
export function knownRefusal(output: string): string | undefined {
  // CloudFormation's words may be broken over lines by the CLI.
  const flat = output.replaceAll(/\s+/g, ' ');
  return REFUSALS.find(({ said }) => said.test(flat))?.line;
}
