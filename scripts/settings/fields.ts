// The settings' fields, out of the schema that the station itself checks with.
import { z } from 'zod';
import { ProductionSettings } from '../../electron/settings/station-settings.ts';
import { fieldWords, schemaWords, type FieldWords } from './words.ts';

type Schema = z.core.JSONSchema.JSONSchema;

/** Of the schema's forms, zod makes objects here; `true` and `false` would mean a field without a type. */
function schemaOf(field: z.core.JSONSchema._JSONSchema): Schema {
  if (typeof field === 'boolean') throw new Error('a field of the settings has no type');
  return field;
}

const settingsSchema = () =>
  schemaOf(z.toJSONSchema(ProductionSettings, { target: 'draft-2020-12', io: 'input' }));

export type Field = {
  readonly path: string;
  readonly kind: 'text' | 'list' | 'switch' | 'choice';
  readonly required: boolean;
  readonly nullable: boolean;
  readonly fallback: unknown;
  readonly choices: readonly string[];
};

export function wordsOf(path: string): FieldWords {
  const words = fieldWords[path];
  if (words === undefined) throw new Error(`scripts/settings/words.ts does not describe ${path}`);
  return words;
}

function kindOf(schema: Schema): Field['kind'] {
  if (schema.enum) return 'choice';
  if (schema.type === 'array') return 'list';
  return schema.type === 'boolean' ? 'switch' : 'text';
}

/** Every field that is not a group of fields, in the order of the schema. */
export function fields(schema = settingsSchema(), above: readonly string[] = []): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const own = schemaOf(property);
    const path = [...above, name];
    if (own.type === 'object') return fields(own, path);
    const alternatives = (own.anyOf ?? []).map(schemaOf);
    const type = alternatives.find((one) => one.type !== 'null') ?? own;
    return [
      {
        path: path.join('.'),
        kind: kindOf(type),
        required: schema.required?.includes(name) ?? false,
        nullable: [own, ...alternatives].some((one) => [one.type].flat().includes('null')),
        fallback: own.default,
        choices: (type.enum ?? []).map(String),
      },
    ];
  });
}

function described(schema: Schema, above: readonly string[] = []): Schema {
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const own = schemaOf(property);
    const path = [...above, name];
    if (own.type === 'object') return [name, described(own, path)];
    const { en, fr, example } = wordsOf(path.join('.'));
    return [name, { description: `${en.meaning} / ${fr.meaning}`, ...own, examples: [example] }];
  });
  return { ...schema, properties: Object.fromEntries(properties) };
}

/** The published JSON Schema of the settings file. */
export function publishedSchema() {
  const { $schema, ...rest } = described(settingsSchema());
  return { $schema, title: schemaWords.title, description: schemaWords.description, ...rest };
}
