import { afterEach, beforeEach, expect } from 'vitest';
import { practiceSeed } from '../institution/practice-data.ts';
import { createInstitution, type Institution } from '../institution/server.ts';
import { hands, type Hands, station, type Station, temporaryFolder } from './station.ts';

/** An institution in memory and an enrolled station, new for each test. */
export type Stage = {
  readonly time: Hands;
  readonly server: Institution;
  here: Station;
  readonly folder: string;
};

/** Sets the stage before each test of the file; what it returns may be read inside tests only. */
export function setStage(): Stage {
  let folder: ReturnType<typeof temporaryFolder>;
  let time: Hands;
  let server: Institution;
  let here: Station;
  beforeEach(async () => {
    time = hands();
    folder = temporaryFolder();
    const seed = practiceSeed(time.now());
    const created = await createInstitution({ dataDir: ':memory:', clock: time, seed, pollSeconds: 30 });
    if (!created.ok) throw new Error(created.refusal.code);
    server = created.value;
    here = station(server.url, folder.path, time);
    const enrolled = await here.sync.enrol(await server.code());
    expect(enrolled.ok).toBe(true);
    await here.sync.syncNow();
  });
  afterEach(async () => {
    await here.stop();
    expect(here.bugs).toEqual([]);
    await server.close();
    folder.remove();
  });
  return {
    get time() {
      return time;
    },
    get server() {
      return server;
    },
    get here() {
      return here;
    },
    set here(next) {
      here = next;
    },
    get folder() {
      return folder.path;
    },
  };
}
