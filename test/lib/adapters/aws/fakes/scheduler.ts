import { json, refused, type Service } from './account.ts';

export interface FakeSchedule {
  readonly Name: string;
  readonly GroupName: string;
  readonly ScheduleExpression: string;
  readonly ActionAfterCompletion: string;
  readonly [field: string]: unknown;
}

export interface FakeScheduler {
  readonly service: Service;
  /** By name: there is one group. */
  readonly schedules: Map<string, FakeSchedule>;
}

/** EventBridge Scheduler, as far as a run needs it: what it would fire is for the test to see. */
export function fakeScheduler(group = 'firstbyte'): FakeScheduler {
  const schedules = new Map<string, FakeSchedule>();
  const service: Service = ({ method, path, query, input }) => {
    const name = decodeURIComponent(/^\/schedules\/(.+)$/.exec(path)?.[1] ?? '');
    if ((query.get('groupName') ?? query.get('ScheduleGroup') ?? input.GroupName) !== group)
      return refused(404, 'ResourceNotFoundException', 'there is no such group');
    if (!name) {
      const listed = [...schedules.values()].filter(({ Name }) => Name.startsWith(query.get('NamePrefix') ?? ''));
      // One a page, so that paging is real.
      const from = Number(query.get('NextToken') ?? 0);
      return json({ Schedules: listed.slice(from, from + 1), ...(from + 1 < listed.length && { NextToken: `${from + 1}` }) });
    }
    const before = schedules.get(name);
    if (method === 'POST' && before) return refused(409, 'ConflictException', `${name} exists`);
    if (method !== 'POST' && !before) return refused(404, 'ResourceNotFoundException', `${name} does not exist`);
    if (method === 'GET') return json(before);
    if (method === 'DELETE') return schedules.delete(name) ? json({}) : refused(404, 'ResourceNotFoundException');
    schedules.set(name, { ...(input as FakeSchedule), Name: name });
    return json({ ScheduleArn: `arn:aws:scheduler:us-east-1:111122223333:schedule/${group}/${name}` });
  };
  return { service, schedules };
}
