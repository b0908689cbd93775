import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../renderer/components/button.tsx';
import { Field, type FieldProps } from '../../renderer/components/field.tsx';

/** What a call takes of a file by default; a larger one is refused before it is read into the memory. */
const LARGEST_BYTES = 5 * 1024 * 1024;

/** Asks for a file and hands over its content in base64. The browser's own control would speak the system's language. */
export function FileInput(
  props: FieldProps & {
    /** File name endings, `.csv,.txt`. */
    readonly accept: string;
    readonly largestBytes?: number;
    /** Null for a file that is too large. */
    readonly onFile: (base64: string | null) => void;
  },
) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [name, setName] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const { largestBytes = LARGEST_BYTES } = props;
  return (
    <Field {...props} error={fault ?? props.error ?? null}>
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
              const isTooLarge = file.size > largestBytes;
              const megabytes = Math.round(largestBytes / 1024 / 1024);
              setFault(isTooLarge ? t('institution.fileTooLarge', { megabytes }) : null);
              // The name stands for a file that is ready to be sent.
              setName(isTooLarge ? file.name : '');
              props.onFile(null);
              if (!isTooLarge)
                void base64Of(file).then((content) => {
                  // Another file may have been chosen while this one was read.
                  if (input.current?.files?.[0] !== file) return;
                  setName(file.name);
                  props.onFile(content);
                });
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
