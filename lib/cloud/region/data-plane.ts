import { DATA_TABLE } from '../../domain/names.ts';
import { ARN } from '../permissions/arns.ts';
import type { Permission } from '../permissions/permission.ts';

/** All that whatever measures may do by itself: objects travel by presigned URLs, items are signed with the host's own role. */
export function measuring(region: string): Permission[] {
  return [{ actions: ['dynamodb:GetItem', 'dynamodb:PutItem'], resources: [ARN.table(region, DATA_TABLE)] }];
}
