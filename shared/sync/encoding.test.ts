import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jcs } from './encoding.ts';

const text = (value: unknown): string => Buffer.from(jcs(value)).toString('utf8');

describe('Canonical JSON', () => {
  it('is that of RFC 8785, sections 3.2.2 and 3.2.3', () => {
    // The RFC's own examples.
    expect(
      text({
        numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
        string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
        literals: [null, true, false],
      }),
    ).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
    const names = ['\u20ac', '\r', '\ufb33', '1', '\u{1F600}', '\u0080', '\u00f6'];
    const sorted = [...text(Object.fromEntries(names.map((name) => [name, 0]))).matchAll(/"([^"]+)":/g)];
    expect(sorted.map(([, name]) => name)).toEqual([
      '\\r',
      '1',
      '\u0080',
      '\u00f6',
      '\u20ac',
      '\u{1F600}',
      '\ufb33',
    ]);
  });

  it('reads back as the same value, and does not depend on the order in which members were written', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        // JSON itself has no minus zero.
        const plain: unknown = JSON.parse(JSON.stringify(value));
        expect(JSON.parse(text(plain))).toEqual(plain);
        const turned: unknown = JSON.parse(JSON.stringify(plain), (_key, member: unknown) =>
          typeof member === 'object' && member !== null && !Array.isArray(member)
            ? Object.fromEntries(Object.entries(member).reverse())
            : member,
        );
        expect(text(turned)).toBe(text(plain));
      }),
    );
  });

  it.each([
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    ['\ud800'],
    [{ '\udc00': 1 }],
    [undefined],
    [[undefined]],
    [1n],
  ])('does not exist for %o', (value) => {
    expect(() => jcs(value)).toThrow(TypeError);
  });

  it('leaves out members without a value', () => {
    expect(text({ a: undefined, b: 1 })).toBe('{"b":1}');
  });
});
