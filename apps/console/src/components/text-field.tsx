import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextArea } from 'react-aria-components/TextArea';
import { TextField as AriaTextField, type TextFieldProps } from 'react-aria-components/TextField';

interface Props extends TextFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
  /** Lines; one where there is none. */
  readonly rows?: number;
  readonly isMono?: boolean;
  readonly error?: string;
}

export function TextField({ label, hint, placeholder, rows, isMono = false, error, ...props }: Props) {
  const className = isMono ? 'input mono' : 'input';
  return (
    <AriaTextField {...props} className="field" isInvalid={error !== undefined}>
      <Label>{label}</Label>
      {rows === undefined ? (
        <Input className={className} placeholder={placeholder} />
      ) : (
        <TextArea className={className} placeholder={placeholder} rows={rows} />
      )}
      {hint !== undefined && (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
    </AriaTextField>
  );
}
