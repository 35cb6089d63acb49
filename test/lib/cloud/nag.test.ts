import { type CfnResource, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { describe, expect, it } from 'vitest';
import { SITE_KINDS } from '../../../lib/cloud/deployment.ts';
import { synthesized } from './synthesized.ts';

/** The rules as if nothing had been acknowledged. */
class Unacknowledged extends AwsSolutionsChecks {}
Object.assign(Unacknowledged.prototype, { isAcknowledged: () => false });

interface Found {
  readonly rule: string;
  readonly path: string;
}

const findings = (checks: AwsSolutionsChecks, scope: IConstruct): Found[] =>
  checks
    .validateScope(scope)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => ({ rule: ruleName, path: constructPath ?? '' })),
    );

const acknowledged = (scope: IConstruct) =>
  scope.node.findAll().flatMap((node) =>
    node.node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Record<string, string>))
      .map(([id, reason]) => ({ rule: id.replace(/^annotation::/i, ''), path: node.node.path, reason })),
  );

describe.each(SITE_KINDS)('the rules of cdk-nag, with a site by %s', (kind) => {
  const { app } = synthesized(kind);
  const all = findings(new Unacknowledged(), app);
  const reasons = acknowledged(app).filter(({ rule }) => rule.startsWith('AwsSolutions'));

  it('look at the resources at all', () => {
    expect(all.length).toBeGreaterThan(10);
    expect(app.node.findAll().filter((node): node is CfnResource => 'cfnResourceType' in node).length).toBeGreaterThan(100);
  });

  it('find nothing that is not acknowledged', () => {
    expect(findings(new AwsSolutionsChecks(), app)).toEqual([]);
  });

  it('are acknowledged only where they find something', () => {
    const idle = reasons.filter(({ rule, path }) => !all.some((one) => one.rule === rule && one.path.startsWith(path)));
    expect(idle.map(({ rule, path }) => `${path} ${rule}`)).toEqual([]);
  });

  it('are acknowledged with a sentence', () => {
    expect(reasons.filter(({ reason }) => reason.split(' ').length < 4)).toEqual([]);
  });
});
