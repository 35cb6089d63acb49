import { Validations } from 'aws-cdk-lib';
import { Effect, PolicyDocument, PolicyStatement, Role, type RoleProps } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { flattened } from './finding.ts';

type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** One statement of what a function may do, as data. Actions never hold a wildcard. */
export interface Permission {
  /** Allowed unless said otherwise. */
  readonly effect?: 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Conditions;
  /** Why a resource is not named in full; needed as soon as one holds `*`. */
  readonly because?: string;
}

/** A role with exactly these permissions, in one resource; every wildcard is acknowledged with its own reason. */
export function roleOf(scope: Construct, id: string, permissions: readonly Permission[], props: RoleProps): Role {
  const statements = permissions.map(
    ({ effect = 'Allow', actions, resources, conditions }) =>
      new PolicyStatement({
        effect: effect === 'Deny' ? Effect.DENY : Effect.ALLOW,
        actions: [...actions],
        resources: [...resources],
        ...(conditions && { conditions }),
      }),
  );
  const inlinePolicies = statements.length > 0 ? { permissions: new PolicyDocument({ statements }) } : {};
  const role = new Role(scope, id, { ...props, inlinePolicies });
  for (const { resources, because } of permissions.filter(({ effect }) => effect !== 'Deny'))
    for (const resource of resources)
      if (resource.includes('*')) {
        if (!because) throw new Error(`${role.node.path}: ${resource} needs a reason`);
        Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${flattened(role, resource)}]`, reason: because });
      }
  return role;
}
