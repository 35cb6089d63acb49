import { appendFile, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Records } from '../../pipeline/ports.ts';

/** Records as files of one folder. A write replaces the file whole, so that a reader never sees half of it. */
export function folderRecords(folder: string): Records {
  const path = (key: string) => join(folder, ...key.split('/'));
  let writes = 0;
  return {
    async read(key) {
      try {
        return await readFile(path(key), 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    async write(key, text) {
      await mkdir(dirname(path(key)), { recursive: true });
      const part = `${path(key)}.${process.pid}-${writes++}.part`;
      await writeFile(part, text);
      await rename(part, path(key));
    },
    async append(key, text) {
      await mkdir(dirname(path(key)), { recursive: true });
      await appendFile(path(key), text);
    },
    async list(prefix) {
      const entries = await readdir(join(folder, ...prefix.split('/')), { recursive: true, withFileTypes: true }).catch(() => []);
      const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.part'));
      return files
        .map((file) =>
          join(file.parentPath, file.name)
            .slice(folder.length + 1)
            .split('\\')
            .join('/'),
        )
        .sort();
    },
  };
}
