import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A resource as cdk-nag writes it in the name of a finding: references in angle brackets. */
export function flattened(scope: IConstruct, resource: string): string {
  return text(Stack.of(scope).resolve(resource));
}

function text(value: unknown): string {
  if (typeof value === 'string') return value.replaceAll('${', '<').replaceAll('}', '>');
  const { 'Fn::Join': join, Ref: ref, 'Fn::GetAtt': attribute } = value as Readonly<Record<string, unknown>>;
  if (Array.isArray(join)) return (join[1] as unknown[]).map(text).join(String(join[0]));
  if (Array.isArray(attribute)) return `<${attribute.map(text).join('.')}>`;
  return `<${ref}>`;
}
