// unpack.mjs ARCHIVE ENTRY TARGET: takes one program out of a zip archive. No system has to have unzip.
import { createWriteStream, mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';

const [archive, wanted, target] = process.argv.slice(2);

const zip = await yauzl.openPromise(archive);
let found = false;
for await (const entry of zip.eachEntry()) {
  if (entry.fileName !== wanted) continue;
  found = true;
  mkdirSync(dirname(target), { recursive: true });
  // Under another name at first, so that what stands at the target is always whole.
  const partial = `${target}.${process.pid}`;
  await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(partial, { mode: 0o755 }));
  renameSync(partial, target);
  break;
}
zip.close();
if (!found) throw new Error(`${archive} holds no ${wanted}`);
