import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../renderer/components/button.tsx';
import { Field, type FieldProps } from '../../renderer/components/field.tsx';

/** Asks for a file and hands over its content in base64. The browser's own control would speak the system's language. */
export function FileInput(
  props: FieldProps & {
    /** File name endings, `.csv,.txt`. */
    readonly accept: string;
    readonly onFile: (base64: string) => void;
  },
) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [name, setName] = useState('');
  return (
    <Field {...props}>
      {(control) => (
        <div className="row">
          <input
            {...control}
            ref={input}
            className="visually-hidden"
            type="file"
            tabIndex={-1}
            accept={props.accept}
            onChange={(event) => {
              const file = event.target.files?.[0];
              if (file === undefined) return;
              setName(file.name);
              void base64Of(file).then(props.onFile);
            }}
          />
          <Button size="small" onPress={() => input.current?.click()}>
            {t('institution.chooseFile')}
          </Button>
          <span aria-live="polite">{name}</span>
        </div>
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
