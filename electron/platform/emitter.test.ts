import { describe, expect, it } from 'vitest';
import { Emitter } from './emitter.ts';

describe('an emitter', () => {
  it('hands each value to every listener until it unsubscribes, and one function twice if it was added twice', () => {
    const heard: string[] = [];
    const emitter = new Emitter<number>();
    const twice = (value: number): void => void heard.push(`twice ${value}`);
    const stop = emitter.on((value) => heard.push(`once ${value}`));
    emitter.on(twice);
    const stopSecond = emitter.on(twice);
    emitter.emit(1);
    stop();
    stopSecond();
    emitter.emit(2);
    expect(heard).toEqual(['once 1', 'twice 1', 'twice 1', 'twice 2']);
  });

  it('lets a listener remove itself while it is called', () => {
    const heard: string[] = [];
    const emitter = new Emitter<void>();
    const stop = emitter.on(() => stop());
    emitter.on(() => heard.push('other'));
    emitter.emit();
    expect(heard).toEqual(['other']);
  });

  it('reports what a listener throws, by name only, and goes on with the next', () => {
    const reports: string[] = [];
    const heard: string[] = [];
    const emitter = new Emitter<string>((code, detail) => reports.push(`${code} ${detail}`));
    emitter.on((key) => {
      throw new RangeError(`bad key ${key}`);
    });
    emitter.on((key) => heard.push(key));
    emitter.emit('7');
    expect(reports).toEqual(['listener-threw RangeError']);
    expect(heard).toEqual(['7']);
  });

  it('passes an exception on to the caller where nothing reports it', () => {
    const emitter = new Emitter<void>();
    emitter.on(() => {
      throw new Error('a bug');
    });
    expect(() => emitter.emit()).toThrow('a bug');
  });
});
