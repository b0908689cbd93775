import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, describe, it } from 'vitest';
import { FLOWS, type MediaReport } from '../../electron/meeting/media-report.ts';
import { startPracticeMeeting } from '../meeting/peer.ts';
import { chromiumVersion, ChromiumPage, PROGRAM } from './chromium/chromium-page.ts';
import { CHOSEN } from './hostile-run.ts';

const version = chromiumVersion();
const PATIENCE = { timeout: 60_000, interval: 500 };

/** A call of a page with itself: picture and sound both ways, by one connection at either end. */
const CALL = String.raw`(async () => {
  const camera = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
  const ends = [new RTCPeerConnection(), new RTCPeerConnection()];
  for (const [i, end] of ends.entries()) {
    end.addEventListener('icecandidate', ({ candidate }) => candidate && ends[1 - i].addIceCandidate(candidate));
    for (const track of camera.getTracks()) end.addTrack(track, camera);
  }
  const [caller, called] = ends;
  await caller.setLocalDescription(await caller.createOffer());
  await called.setRemoteDescription(caller.localDescription);
  await called.setLocalDescription(await called.createAnswer());
  await caller.setRemoteDescription(called.localDescription);
  window.ends = ends;
})()`;

const isMeasured = ({ connectionState, flows, roundTripMs, framesIn, framesOut }: MediaReport): boolean =>
  connectionState === 'connected' &&
  FLOWS.every((flow) => flows[flow].bytes > 0 && flows[flow].packets > 0) &&
  [roundTripMs, framesIn, framesOut].every((figure) => figure !== null);

describe.skipIf(version === null)(
  `R40: a call in Chromium ${version ?? '(not installed: apt-get install chromium)'}`,
  () => {
    it('is measured by the engine itself: four flows, delay, frames, and the labels of the chosen devices', async () => {
      const server = createServer((_request, response) => {
        response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>Call</title>');
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
      const page = await ChromiumPage.start({ origins: [origin], devices: CHOSEN, unguarded: false });
      try {
        const read = await page.openInternals();
        await page.open(origin);
        await expect.poll(() => page.evaluate('document.title')).toBe('Call');
        await page.evaluate(CALL);
        const labels = new Set<string>();
        await expect
          .poll(async () => {
            const report = await read();
            for (const { label } of report.devices) labels.add(label);
            return report.media.filter(isMeasured).length;
          }, PATIENCE)
          .toBe(2);
        expect([...labels].sort()).toEqual([CHOSEN.microphone, CHOSEN.camera].sort());
        await page.evaluate('ends.forEach((end) => end.close())');
        await expect.poll(async () => (await read()).media.filter(isMeasured), PATIENCE).toEqual([]);
      } finally {
        await page.close();
        server.closeAllConnections();
        server.close();
      }
    });

    it('comes about on the pages of the practice meeting, with another Chromium as the community site', async () => {
      const practice = await startPracticeMeeting({ port: 0, peer: { browser: PROGRAM } });
      if (!practice.ok) throw new Error(practice.refusal.code);
      const { url, origins, close } = practice.value;
      const page = await ChromiumPage.start({ origins, devices: CHOSEN, unguarded: false });
      try {
        const read = await page.openInternals();
        await page.open(url);
        await expect.poll(async () => (await read()).media.some(isMeasured), PATIENCE).toBe(true);
      } finally {
        await page.close();
        await close();
      }
    });
  },
);
