import { Tags, Validations } from 'aws-cdk-lib';
import { GatewayVpcEndpointAwsService, IpAddresses, type IVpc, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { type Network, PARAMETER } from '../../domain/names.ts';

/** 27 addresses for each of up to 8 zones: more than the quota of instances of a small account. */
const SUBNET_BITS = 27;

/**
 * Where instances stand: a public subnet in each zone, because no zone offers every type. The way to S3 and DynamoDB is a free gateway;
 * to everything else the internet gateway, without NAT. Nothing is let in; addresses are given at launch, so that nothing else gets one.
 */
export function hostNetwork(scope: Construct, zones: number): void {
  const vpc = new Vpc(scope, 'Network', {
    ipAddresses: IpAddresses.cidr('10.77.0.0/24'),
    maxAzs: zones,
    natGateways: 0,
    subnetConfiguration: [{ name: 'hosts', subnetType: SubnetType.PUBLIC, cidrMask: SUBNET_BITS, mapPublicIpOnLaunch: false }],
    gatewayEndpoints: {
      S3: { service: GatewayVpcEndpointAwsService.S3 },
      DynamoDB: { service: GatewayVpcEndpointAwsService.DYNAMODB },
    },
    // Would need a function of its own. Nothing uses the default group: every launch names the one below.
    restrictDefaultSecurityGroup: false,
  });
  Validations.of(vpc).acknowledge({
    id: 'AwsSolutions-VPC7',
    reason: 'Flow logs cost by the byte that is measured, and the instances are only there during a run.',
  });
  const securityGroup = new SecurityGroup(scope, 'HostSecurityGroup', {
    vpc: vpc as IVpc,
    description: 'firstbyte hosts: out to anywhere, in from nowhere',
    allowAllOutbound: true,
  });
  Tags.of(vpc).add('Name', 'firstbyte');
  const network: Network = {
    vpc: vpc.vpcId,
    securityGroup: securityGroup.securityGroupId,
    subnets: vpc.publicSubnets.map(({ subnetId }) => subnetId),
  };
  new StringParameter(scope, 'NetworkParameter', {
    parameterName: PARAMETER.network,
    description: 'firstbyte: where instances of this region are launched',
    stringValue: JSON.stringify(network),
  });
}
