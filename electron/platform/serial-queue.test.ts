import { describe, expect, it } from 'vitest';
import { SerialQueue } from './serial-queue.ts';

describe('a serial queue', () => {
  it('starts an operation when the one before it has ended', async () => {
    const queue = new SerialQueue();
    const steps: string[] = [];
    const gate = Promise.withResolvers<void>();
    const first = queue.add(async () => {
      steps.push('first begins');
      await gate.promise;
      steps.push('first ends');
    });
    const second = queue.add(() => {
      steps.push('second');
      return Promise.resolve('answer');
    });
    await Promise.resolve();
    expect(steps).toEqual(['first begins']);
    gate.resolve();
    await first;
    expect(await second).toBe('answer');
    expect(steps).toEqual(['first begins', 'first ends', 'second']);
  });

  it('tells the caller of a failure and goes on with the next operation', async () => {
    const queue = new SerialQueue();
    const failing = queue.add(() => Promise.reject(new Error('refused')));
    const next = queue.add(() => Promise.resolve(2));
    await expect(failing).rejects.toThrow('refused');
    expect(await next).toBe(2);
  });
});
