// The settings' fields, out of the schema that the station itself checks with.
import { z } from 'zod';
import { ProductionSettings } from '../../electron/settings/station-settings.ts';
import { fieldWords, schemaWords } from './words.mjs';

const draft = { target: 'draft-2020-12', io: 'input' };

/**
 * @typedef {{ path: string, kind: 'text' | 'list' | 'switch' | 'choice', required: boolean, nullable: boolean,
 *   fallback: unknown, choices: string[] }} Field
 */

function kindOf(schema) {
  if (schema.enum) return 'choice';
  if (schema.type === 'array') return 'list';
  return schema.type === 'boolean' ? 'switch' : 'text';
}

/** Every field that is not a group of fields, in the order of the schema. @returns {Field[]} */
export function fields(schema = z.toJSONSchema(ProductionSettings, draft), above = []) {
  return Object.entries(schema.properties).flatMap(([name, own]) => {
    const path = [...above, name];
    if (own.type === 'object') return fields(own, path);
    const type = own.anyOf?.find((one) => one.type !== 'null') ?? own;
    return [
      {
        path: path.join('.'),
        kind: kindOf(type),
        required: schema.required?.includes(name) ?? false,
        nullable: [own, ...(own.anyOf ?? [])].some(
          ({ type: name }) => name === 'null' || name?.includes('null'),
        ),
        fallback: own.default,
        choices: type.enum ?? [],
      },
    ];
  });
}

function described(schema, above = []) {
  const properties = Object.entries(schema.properties).map(([name, own]) => {
    const path = [...above, name];
    if (own.type === 'object') return [name, described(own, path)];
    const words = fieldWords[path.join('.')];
    return [
      name,
      { description: `${words.en.meaning} / ${words.fr.meaning}`, ...own, examples: [words.example] },
    ];
  });
  return { ...schema, properties: Object.fromEntries(properties) };
}

/** The published JSON Schema of the settings file. */
export function publishedSchema() {
  const { $schema, ...rest } = described(z.toJSONSchema(ProductionSettings, draft));
  return { $schema, title: schemaWords.title, description: schemaWords.description, ...rest };
}
