import { Field, type FieldProps } from '../../renderer/components/field.tsx';

/** Asks for a file and hands over its content in base64. */
export function FileInput(
  props: FieldProps & {
    /** File name endings, `.csv,.txt`. */
    readonly accept: string;
    readonly onFile: (base64: string, name: string) => void;
  },
) {
  return (
    <Field {...props}>
      {(control) => (
        <input
          {...control}
          type="file"
          accept={props.accept}
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file !== undefined) void base64Of(file).then((content) => props.onFile(content, file.name));
          }}
        />
      )}
    </Field>
  );
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      const url = typeof reader.result === 'string' ? reader.result : '';
      resolve(url.slice(url.indexOf(',') + 1));
    };
    reader.onerror = () => reject(reader.error ?? new Error('The file cannot be read'));
    reader.readAsDataURL(file);
  });
}
