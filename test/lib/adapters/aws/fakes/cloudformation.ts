import { refusedXml, type Service, xml } from './account.ts';

export interface FakeStack {
  readonly name: string;
  readonly region: string;
  status: string;
  readonly outputs?: Readonly<Record<string, string>>;
}

/** CloudFormation over stacks that are simply there; DeleteStack takes one away at once. */
export function fakeCloudFormation(stacks: FakeStack[]): Service {
  return ({ action, region, parameters }) => {
    const here = stacks.filter((stack) => stack.region === region);
    const name = parameters.get('StackName');
    const named = here.find((stack) => stack.name === name);
    if (action === 'DescribeStacks')
      return named
        ? xml(
            `<DescribeStacksResponse><DescribeStacksResult><Stacks>${member(described(named))}</Stacks></DescribeStacksResult></DescribeStacksResponse>`,
          )
        : refusedXml(400, 'ValidationError', `Stack with id ${name} does not exist`);
    if (action === 'ListStacks')
      return xml(
        `<ListStacksResponse><ListStacksResult><StackSummaries>${here.map((stack) => member(summary(stack))).join('')}</StackSummaries></ListStacksResult></ListStacksResponse>`,
      );
    if (action === 'DeleteStack') {
      if (named) stacks.splice(stacks.indexOf(named), 1);
      return xml('<DeleteStackResponse/>');
    }
    return refusedXml(400, 'InvalidAction', action);
  };
}

const member = (body: string) => `<member>${body}</member>`;
const summary = ({ name, status }: FakeStack) =>
  `<StackName>${name}</StackName><StackStatus>${status}</StackStatus><CreationTime>2026-11-21T00:00:00Z</CreationTime>`;
const described = (stack: FakeStack) => {
  const outputs = Object.entries(stack.outputs ?? {}).map(([key, value]) =>
    member(`<OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue>`),
  );
  return `${summary(stack)}<Outputs>${outputs.join('')}</Outputs>`;
};
