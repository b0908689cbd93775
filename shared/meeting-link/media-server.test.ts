import { describe, expect, it } from 'vitest';
import { mediaServerOf } from './media-server.ts';

describe('an address of a media server', () => {
  it.each([
    ['media.example.org:5004', { host: 'media.example.org', port: 5004 }],
    ['192.0.2.7:9000', { host: '192.0.2.7', port: 9000 }],
    ['[2001:db8::7]:5004', { host: '2001:db8::7', port: 5004 }],
    ['media.example.org', null],
    ['media.example.org:0', null],
    ['media.example.org:70000', null],
    ['https://media.example.org:5004', null],
    ['', null],
  ])('%j', (text, server) => {
    expect(mediaServerOf(text)).toEqual(server);
  });
});
